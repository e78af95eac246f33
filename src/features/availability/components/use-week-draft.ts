import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { availabilityMutations } from '../mutations.ts';
import { availabilityQueries } from '../queries.ts';
import type { HoursRow } from '../schema.ts';
import { isChanged, toDraft, type WeekDraft, weekDiff } from '../week.ts';

type Edit = { base: readonly HoursRow[]; draft: WeekDraft };

/**
 * The week as it is typed, on top of the rows it began with. Until something is typed, rows that arrive are shown at
 * once; from then on they wait, and saving says so when they have changed meanwhile.
 */
export function useWeekDraft(clinicianId: string, zone: string) {
  const client = useQueryClient();
  const week = useQuery(availabilityQueries.week(clinicianId));
  const save = useMutation(availabilityMutations.saveWeek(client));
  const [edit, setEdit] = useState<Edit>();
  const base = edit?.base ?? week.data;
  const kept = useMemo(() => (base ? toDraft(base, zone) : undefined), [base, zone]);
  const draft = edit?.draft ?? kept;
  const diff = useMemo(() => (draft && base ? weekDiff(draft, base) : undefined), [draft, base]);
  const dirty = Boolean(edit && diff && isChanged(diff));

  const change = (step: (draft: WeekDraft) => WeekDraft) =>
    setEdit((now) => {
      const from = now ?? (base && kept ? { base, draft: kept } : undefined);
      return from ? { ...from, draft: step(from.draft) } : now;
    });
  const discard = () => {
    setEdit(undefined);
    save.reset();
  };
  const write = async (typed: WeekDraft, seen: readonly HoursRow[]) => {
    await save.mutateAsync({ clinicianId, rows: weekDiff(typed, seen).rows, seen });
    setEdit(undefined);
  };
  return {
    query: week,
    base,
    draft,
    diff,
    dirty,
    change,
    discard,
    /** Back to an earlier state of the draft, for Undo. */
    restore: (earlier: WeekDraft) => change(() => earlier),
    error: save.error,
    saving: save.isPending,
    save: async () => {
      if (edit) await write(edit.draft, edit.base);
    },
    /** After a clash: what is typed, on top of what the others saved. */
    saveOver: async () => {
      const fresh = await week.refetch();
      if (!edit || !fresh.data) return;
      setEdit({ base: fresh.data, draft: edit.draft });
      await write(edit.draft, fresh.data);
    },
    takeTheirs: async () => {
      discard();
      await week.refetch();
    },
  };
}
export type WeekState = ReturnType<typeof useWeekDraft>;

import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { unwrap } from '../../lib/errors.ts';
import { supabase } from '../../lib/supabase.ts';
import { availabilityKeys } from './queries.ts';
import {
  type HoursRow,
  hoursRowSchema,
  type NewOverride,
  type Override,
  overrideColumns,
  overrideSchema,
  type Settings,
} from './schema.ts';
import type { RowToSave } from './week.ts';

/** Whatever depends on when somebody works: free times everywhere, and the calendar's background. */
const refresh = (client: QueryClient) =>
  Promise.all([
    client.invalidateQueries({ queryKey: availabilityKeys.all }),
    client.invalidateQueries({ queryKey: ['slots'] }),
    client.invalidateQueries({ queryKey: ['calendar'] }),
  ]);

type SavedWeek = { clinicianId: string; rows: readonly RowToSave[]; seen: readonly HoursRow[] };
type OverridesToWrite = { clinicianId: string; rows: readonly NewOverride[]; replace: boolean };

async function writeOverrides({ clinicianId, rows, replace }: OverridesToWrite): Promise<Override[]> {
  const table = supabase().from('clinician_date_overrides');
  const full = rows.map((row) => ({ clinician_id: clinicianId, ...row }));
  const answer = await (replace
    ? table.upsert(full, { onConflict: 'clinician_id,override_date' })
    : table.insert(full)
  ).select(overrideColumns);
  return z.parse(z.array(overrideSchema), unwrap(answer));
}

async function deleteOverrides(ids: readonly string[]): Promise<void> {
  // Ids travel in the address; a hundred at a time keep it short.
  for (let from = 0; from < ids.length; from += 100) {
    const part = ids.slice(from, from + 100);
    unwrap(await supabase().from('clinician_date_overrides').delete().in('override_id', part).select('override_id'));
  }
}

export const availabilityMutations = {
  /** The whole week in one transaction; refused with version_conflict when it is no longer as it was seen. */
  saveWeek: (client: QueryClient) =>
    mutationOptions({
      mutationFn: async ({ clinicianId, rows, seen }: SavedWeek) => {
        const answer = await supabase().rpc('save_weekly_hours', {
          clinician_id: clinicianId,
          rows: rows.map((row) => ({ ...row })),
          seen: seen.map(({ availability_id, updated_at }) => ({ availability_id, updated_at })),
        });
        return z.parse(z.array(hoursRowSchema), unwrap(answer));
      },
      onSuccess: (rows, { clinicianId }) => {
        client.setQueryData(availabilityKeys.week(clinicianId), rows);
        void refresh(client);
      },
    }),
  /** One row per date, all or none. Without `replace` a date that has an exception already refuses them all. */
  writeOverrides: (client: QueryClient) =>
    mutationOptions({ mutationFn: writeOverrides, onSuccess: () => refresh(client) }),
  /** Takes back what was written: what was there before returns, the rest goes. */
  restoreOverrides: (client: QueryClient) =>
    mutationOptions({
      mutationFn: async (change: {
        clinicianId: string;
        written: readonly Override[];
        before: readonly Override[];
      }) => {
        const returning = new Set(change.before.map((row) => row.override_date));
        const rows = change.before.map(({ override_id: _id, ...row }) => row);
        if (rows.length > 0) await writeOverrides({ clinicianId: change.clinicianId, rows, replace: true });
        await deleteOverrides(
          change.written.filter((row) => !returning.has(row.override_date)).map((row) => row.override_id),
        );
      },
      onSettled: () => refresh(client),
    }),
  saveSettings: (client: QueryClient) =>
    mutationOptions({
      mutationFn: async ({ clinicianId, change }: { clinicianId: string; change: Partial<Settings> }) => {
        unwrap(
          await supabase()
            .from('clinicians')
            .update(change)
            .eq('clinician_id', clinicianId)
            .select('clinician_id')
            .single(),
        );
      },
      onSettled: () => refresh(client),
    }),
  saveNotice: (client: QueryClient) =>
    mutationOptions({
      mutationFn: async ({ practiceId, minutes }: { practiceId: string; minutes: number }) => {
        unwrap(
          await supabase()
            .from('practices')
            .update({ min_notice_minutes: minutes })
            .eq('practice_id', practiceId)
            .select('practice_id')
            .single(),
        );
      },
      onSettled: () => refresh(client),
    }),
};

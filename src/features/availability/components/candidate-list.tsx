import '@mantine/core/styles/Checkbox.layer.css';
import { Alert, Button, Checkbox } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { toast } from '../../../components/ui/toast.tsx';
import { type ImportedDay, toOverride, withExisting } from '../imports.ts';
import { availabilityMutations } from '../mutations.ts';
import { availabilityQueries } from '../queries.ts';
import { clockText, weekdayDateText } from '../words.ts';
import classes from './month.module.css';
import { useOverrideWords } from './override-words.ts';
import { useRestoreDays } from './use-restore-days.ts';

type Props = { clinicianId: string; days: readonly ImportedDay[]; onClose: () => void; onDone: () => void };

/** Everything found, ticked unless the day already has an exception; nothing is written before "Add". */
export function CandidateList({ clinicianId, days, onClose, onDone }: Props) {
  const { t } = useTranslation(['availability', 'common']);
  const errorText = useErrorText();
  const client = useQueryClient();
  const words = useOverrideWords();
  const [flipped, setFlipped] = useState<ReadonlySet<string>>(new Set());
  const first = days[0]?.date ?? '';
  const existing = useQuery(availabilityQueries.overrides(clinicianId, first, days.at(-1)?.date ?? first));
  const write = useMutation(availabilityMutations.writeOverrides(client));
  const restore = useRestoreDays(clinicianId);
  const candidates = withExisting(days, existing.data ?? []);
  const isChosen = (day: (typeof candidates)[number]) => (day.existing === undefined) !== flipped.has(day.date);
  const chosen = candidates.filter(isChosen);
  const flip = (dates: readonly string[]) =>
    setFlipped((now) => {
      const next = new Set(now);
      for (const date of dates) if (!next.delete(date)) next.add(date);
      return next;
    });

  const add = async () => {
    const before = chosen.flatMap((day) => day.existing ?? []);
    try {
      const written = await write.mutateAsync({
        clinicianId,
        rows: chosen.map(toOverride),
        replace: before.length > 0,
      });
      onDone();
      toast({
        message: t('exceptions.saved', { count: written.length }),
        undo: () => restore(written, before),
      });
    } catch {
      void existing.refetch();
    }
  };
  const all = chosen.length === candidates.length;
  if (existing.isPending) return <p role="status">{t('common:loading')}</p>;
  return (
    <>
      <fieldset className={classes.candidates}>
        <legend className={classes.listTitle}>{t('import.found', { count: candidates.length })}</legend>
        <Checkbox
          label={t('import.all')}
          checked={all}
          indeterminate={!all && chosen.length > 0}
          onChange={() => flip(candidates.filter((day) => isChosen(day) === all).map((day) => day.date))}
        />
        <div className={classes.candidateList}>
          {candidates.map((day) => (
            <Checkbox
              key={day.date}
              checked={isChosen(day)}
              onChange={() => flip([day.date])}
              label={
                day.times
                  ? t('import.part', {
                      day: weekdayDateText(day.date),
                      title: day.title,
                      from: clockText(day.times.start),
                      until: clockText(day.times.end),
                    })
                  : t('import.day', { day: weekdayDateText(day.date), title: day.title })
              }
              description={day.existing ? t('import.existing', { what: words.sentence(day.existing) }) : null}
            />
          ))}
        </div>
      </fieldset>
      {existing.error || write.error ? (
        <Alert color="red" role="alert">
          {errorText(existing.error ?? write.error)}
        </Alert>
      ) : null}
      <div className={classes.actions}>
        <Button variant="default" onClick={onClose}>
          {t('common:cancel')}
        </Button>
        <Button onClick={() => void add()} loading={write.isPending} disabled={chosen.length === 0 || !existing.data}>
          {t('import.add', { count: chosen.length })}
        </Button>
      </div>
    </>
  );
}

import '@mantine/core/styles/Checkbox.layer.css';
import { Alert, Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { Sheet } from '../../../components/ui/sheet.tsx';
import { toast } from '../../../components/ui/toast.tsx';
import { addDays, dayStart } from '../../../lib/time.ts';
import type { DateSpan } from '../dates.ts';
import {
  type ExceptionGroup,
  type ExceptionProblem,
  type ExceptionValues,
  exceptionProblem,
  hasTimes,
  longestRange,
  toRows,
  toValues,
} from '../exceptions.ts';
import { availabilityMutations } from '../mutations.ts';
import { affectedBy } from '../outside.ts';
import { availabilityQueries } from '../queries.ts';
import { overrideTypes } from '../schema.ts';
import { weekdayDateText } from '../words.ts';
import classes from './month.module.css';
import { useOverrideWords } from './override-words.ts';
import { useRestoreDays } from './use-restore-days.ts';
import { VisitWarning } from './visit-warning.tsx';
import { Warning } from './warning.tsx';

type Props = {
  clinicianId: string;
  zone: string;
  span: DateSpan;
  editing: ExceptionGroup | undefined;
  onClose: () => void;
};
const fieldOf: Record<ExceptionProblem, 'from' | 'until' | 'start' | 'end'> = {
  date: 'from',
  order: 'until',
  long: 'until',
  start: 'start',
  end: 'end',
};

/** One day or many, written in one request. What is there already is replaced only when somebody says so. */
export function ExceptionForm({ clinicianId, zone, span, editing, onClose }: Props) {
  const { t } = useTranslation(['availability', 'common']);
  const errorText = useErrorText();
  const client = useQueryClient();
  const words = useOverrideWords();
  const form = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState<ExceptionValues>(() =>
    editing ? toValues(editing) : { ...span, type: 'vacation', part: false, start: '09:00', end: '12:00', reason: '' },
  );
  const [asked, setAsked] = useState(false);
  const [openedAt] = useState(() => new Date().toISOString());
  const [replace, setReplace] = useState(false);
  const write = useMutation(availabilityMutations.writeOverrides(client));
  const restore = useRestoreDays(clinicianId);

  const found = exceptionProblem(values);
  const datesFit = found !== 'date' && found !== 'order' && found !== 'long';
  const existing = useQuery({
    ...availabilityQueries.overrides(clinicianId, values.from, values.until),
    enabled: datesFit,
  });
  const booked = useQuery({
    ...availabilityQueries.booked(
      clinicianId,
      // What is over cannot be moved any more.
      datesFit ? later(dayStart(values.from, zone), openedAt) : '',
      datesFit ? dayStart(addDays(values.until, 2), zone) : '',
    ),
    enabled: datesFit,
  });
  const own = new Set(editing?.rows.map((row) => row.override_date));
  const clashing = (existing.data ?? []).filter((row) => !own.has(row.override_date));
  const affected = found ? [] : affectedBy(booked.data ?? [], toRows(values), zone);
  const problem = asked ? found : undefined;
  const change = (part: Partial<ExceptionValues>) => setValues((now) => ({ ...now, ...part }));
  const errorFor = (field: (typeof fieldOf)[ExceptionProblem]) =>
    problem && fieldOf[problem] === field ? t(`exception.problem.${problem}`, { days: longestRange }) : null;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (found) return form.current?.querySelector<HTMLElement>(`[name="${fieldOf[found]}"]`)?.focus();
    if (clashing.length > 0 && !replace) return form.current?.querySelector<HTMLElement>('[name="replace"]')?.focus();
    const before = [...(existing.data ?? [])];
    try {
      const written = await write.mutateAsync({
        clinicianId,
        rows: toRows(values),
        replace: before.length > 0,
      });
      onClose();
      toast({
        message: t('exceptions.saved', { count: written.length }),
        undo: () => restore(written, before),
      });
    } catch {
      // Shown below; somebody may have entered one of these days meanwhile, so the list is looked at again.
      void existing.refetch();
    }
    return undefined;
  };

  return (
    <Sheet opened onClose={onClose} title={editing ? t('exceptions.change') : t('exceptions.add')} size={480}>
      <form ref={form} className={classes.form} noValidate onSubmit={(event) => void submit(event)}>
        <NativeSelect
          data-autofocus
          label={t('exception.type')}
          value={values.type}
          onChange={(event) =>
            change({ type: overrideTypes.find((type) => type === event.currentTarget.value) ?? 'blocked' })
          }
          data={overrideTypes.map((type) => ({ value: type, label: t(`type.${type}`) }))}
        />
        <div className={classes.pair}>
          <TextInput
            type="date"
            name="from"
            label={t('exception.from')}
            value={values.from}
            readOnly={Boolean(editing)}
            error={errorFor('from')}
            onChange={(event) => {
              const from = event.currentTarget.value;
              change({ from, until: values.until < from ? from : values.until });
            }}
          />
          <TextInput
            type="date"
            name="until"
            label={t('exception.until')}
            value={values.until}
            readOnly={Boolean(editing)}
            error={errorFor('until')}
            onChange={(event) => change({ until: event.currentTarget.value })}
          />
        </div>
        {values.type === 'custom_hours' ? (
          <p className={classes.hint}>{t('exception.customHint')}</p>
        ) : (
          <Checkbox
            label={t('exception.part')}
            checked={values.part}
            onChange={(event) => change({ part: event.currentTarget.checked })}
          />
        )}
        {hasTimes(values) ? (
          <div className={classes.pair}>
            {(['start', 'end'] as const).map((field) => (
              <TextInput
                key={field}
                type="time"
                name={field}
                label={t(`exception.${field}.${values.type === 'custom_hours' ? 'open' : 'off'}`)}
                value={values[field]}
                error={errorFor(field)}
                onChange={(event) => change({ [field]: event.currentTarget.value })}
              />
            ))}
          </div>
        ) : null}
        <TextInput
          label={t('exception.reason')}
          description={t('exception.reasonHint')}
          maxLength={500}
          value={values.reason}
          onChange={(event) => change({ reason: event.currentTarget.value })}
        />
        {clashing.length > 0 ? (
          <Warning>
            <p className={classes.alertText}>{t('exception.clash', { count: clashing.length })}</p>
            <ul className={classes.clashes}>
              {clashing.slice(0, 5).map((row) => (
                <li key={row.override_id}>
                  {weekdayDateText(row.override_date)}: {words.sentence(row)}
                </li>
              ))}
            </ul>
            <Checkbox
              name="replace"
              label={t('exception.replace', { count: clashing.length })}
              checked={replace}
              error={asked && !replace ? t('exception.replaceMissing') : null}
              onChange={(event) => setReplace(event.currentTarget.checked)}
            />
          </Warning>
        ) : null}
        <VisitWarning visits={affected} clinicianId={clinicianId} text="exception" zone={zone} />
        {write.error ? (
          <Alert color="red" role="alert">
            {errorText(write.error)}
          </Alert>
        ) : null}
        <div className={classes.actions}>
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={write.isPending}>
            {t('common:save')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

const later = (a: string, b: string): string => (Date.parse(a) > Date.parse(b) ? a : b);

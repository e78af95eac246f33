import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import { Alert, Button, Checkbox, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { newId } from '../../../../lib/ids.ts';
import { addMinutes, dayOf } from '../../../../lib/time.ts';
import { type ClosureDraft, draftErrors, draftRange, newDraft, toDraft } from '../../closure-draft.ts';
import { type ClosureValues, closureMutations } from '../../mutations.ts';
import { adminQueries } from '../../queries.ts';
import type { Closure } from '../../schema.ts';
import { Failed } from '../failed.tsx';
import { FormSheet } from '../form-sheet.tsx';
import classes from '../practice.module.css';
import { useFirstErrorFocus } from '../use-first-error.ts';

export type SavedClosure = { closureId: string; values: ClosureValues; before: Closure | undefined };
type Props = {
  practiceId: string;
  zone: string;
  closure: Closure | undefined;
  onClose: () => void;
  onSaved: (saved: SavedClosure) => void;
  onRemoved: (closure: Closure) => void;
};

/** Days (or hours) on which the practice is shut. Visits that are booked in them stay booked, and are counted here. */
export function ClosureSheet({ practiceId, zone, closure, onClose, onSaved, onRemoved }: Props) {
  const { t } = useTranslation(['practice', 'common']);
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState<ClosureDraft>(() => (closure ? toDraft(closure, zone) : newDraft(zone)));
  const [errors, setErrors] = useState<{ from?: string; to?: string }>({});
  const create = useMutation(closureMutations.create(client));
  const update = useMutation(closureMutations.update(client));
  const remove = useMutation(closureMutations.remove(client));
  useFirstErrorFocus(form, errors);
  const during = draftRange(draft, zone);
  const booked = useQuery({
    ...adminQueries.bookedDuring(practiceId, during ?? { start: '', end: '' }),
    enabled: during !== undefined,
  });
  const count = during ? booked.data : 0;

  const change = (part: Partial<ClosureDraft>) => {
    setDraft((now) => ({ ...now, ...part }));
    setErrors({});
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wrong = draftErrors(draft, zone);
    const found = {
      ...(wrong.from ? { from: t('closures.fromMissing') } : {}),
      ...(wrong.to ? { to: t(`closures.${wrong.to}`) } : {}),
    };
    setErrors(found);
    if (!during || Object.keys(found).length > 0) return;
    const values: ClosureValues = { during, reason: draft.reason };
    const closureId = closure?.closure_id ?? newId();
    const done = { onSuccess: () => onSaved({ closureId, values, before: closure }) };
    if (closure) update.mutate({ closureId, values }, done);
    else create.mutate({ practiceId, closureId, values }, done);
  };
  const lastDay = during ? dayOf(addMinutes(during.end, -1), zone) : undefined;
  return (
    <FormSheet onClose={onClose} title={closure ? t('closures.edit') : t('closures.add')}>
      <form ref={form} className={classes.form} onSubmit={submit} noValidate>
        <div className={classes.pair}>
          <TextInput
            type="date"
            label={t('closures.from')}
            data-autofocus
            value={draft.from}
            error={errors.from}
            onChange={(event) => {
              const from = event.currentTarget.value;
              change({ from, to: draft.to < from ? from : draft.to });
            }}
          />
          <TextInput
            type="date"
            label={t('closures.to')}
            value={draft.to}
            min={draft.from}
            error={errors.to}
            onChange={(event) => change({ to: event.currentTarget.value })}
          />
        </div>
        <Checkbox
          label={t('closures.wholeDays')}
          checked={draft.whole}
          onChange={(event) => change({ whole: event.currentTarget.checked })}
        />
        {draft.whole ? null : (
          <div className={classes.pair}>
            <TextInput
              type="time"
              label={t('closures.startTime')}
              value={draft.startTime}
              onChange={(event) => change({ startTime: event.currentTarget.value })}
            />
            <TextInput
              type="time"
              label={t('closures.endTime')}
              value={draft.endTime}
              onChange={(event) => change({ endTime: event.currentTarget.value })}
            />
          </div>
        )}
        <TextInput
          label={t('closures.reason')}
          description={t('closures.reasonHint')}
          maxLength={500}
          value={draft.reason}
          onChange={(event) => change({ reason: event.currentTarget.value })}
        />
        <div role="status">
          {count ? (
            <Alert color="yellow">
              {t('closures.booked', { count })}{' '}
              <Link
                href={`/list?from=${draft.from}&to=${lastDay ?? draft.to}&status=requested,confirmed`}
                style={{ color: 'var(--cs-accent)' }}
              >
                {t('closures.showVisits')}
              </Link>
            </Alert>
          ) : null}
        </div>
        <Failed error={create.error ?? update.error ?? remove.error} />
        <div className={classes.actions}>
          {closure ? (
            <Button
              variant="subtle"
              color="red"
              className={`${classes.away} ${classes.danger}`}
              loading={remove.isPending}
              onClick={() => remove.mutate(closure.closure_id, { onSuccess: () => onRemoved(closure) })}
            >
              {t('closures.remove')}
            </Button>
          ) : null}
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={create.isPending || update.isPending}>
            {t('common:save')}
          </Button>
        </div>
      </form>
    </FormSheet>
  );
}

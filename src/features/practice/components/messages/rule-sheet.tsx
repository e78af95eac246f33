import { Alert, Button, NativeSelect } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../../../lib/errors.ts';
import { newId } from '../../../../lib/ids.ts';
import { minuteUnits } from '../../durations.ts';
import { reminderRuleMutations } from '../../messages/mutations.ts';
import { messageQueries } from '../../messages/queries.ts';
import { type RuleDraft, type RuleProblem, type RuleValues, ruleProblem } from '../../messages/rules.ts';
import { audiences, deliveryMethods, type ReminderRule } from '../../messages/schema.ts';
import { DurationField } from '../duration-field.tsx';
import { Failed } from '../failed.tsx';
import { FormSheet } from '../form-sheet.tsx';
import classes from '../practice.module.css';
import { useFirstErrorFocus } from '../use-first-error.ts';
import { useRuleText } from './use-rule-text.ts';

export type SavedRule = { ruleId: string; values: RuleValues; before: ReminderRule | undefined };
type Props = {
  practiceId: string;
  rule: ReminderRule | undefined;
  /** All rules of the practice, to say early that one exists. */
  rules: readonly ReminderRule[];
  onClose: () => void;
  onSaved: (saved: SavedRule) => void;
  onRemoved: (rule: ReminderRule) => void;
};

/** How long before, by which channel, to whom. */
export function RuleSheet({ practiceId, rule, rules, onClose, onSaved, onRemoved }: Props) {
  const { t } = useTranslation(['practice', 'common']);
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const says = useRuleText();
  const channels = useQuery(messageQueries.channels());
  const [draft, setDraft] = useState<RuleDraft>({
    minutes: rule?.minutes_before ?? 120,
    method: rule?.delivery_method ?? 'email',
    audience: rule?.audience ?? 'patient',
  });
  const [errors, setErrors] = useState<{ problem?: RuleProblem }>({});
  const create = useMutation(reminderRuleMutations.create(client));
  const update = useMutation(reminderRuleMutations.update(client));
  const remove = useMutation(reminderRuleMutations.remove(client));
  useFirstErrorFocus(form, errors);

  const change = (part: Partial<RuleDraft>) => {
    setDraft((now) => ({ ...now, ...part }));
    setErrors({});
    create.reset();
    update.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const checked = ruleProblem(
      draft,
      rules.filter((other) => other !== rule),
    );
    if ('problem' in checked) {
      setErrors(checked);
      return;
    }
    setErrors({});
    const { values } = checked;
    const ruleId = rule?.rule_id ?? newId();
    const done = { onSuccess: () => onSaved({ ruleId, values, before: rule }) };
    if (rule) update.mutate({ ruleId, values }, done);
    else create.mutate({ practiceId, ruleId, values, active: true }, done);
  };
  const { problem } = errors;
  // The length was checked before: what is left is practice_reminder_rules_key, a rule somebody else added meanwhile.
  const failed = create.error ?? update.error;
  const clash = failed instanceof AppError && failed.code === 'invalid_input';
  const off = channels.data && draft.method !== 'in_app' && !channels.data[draft.method];
  return (
    <FormSheet onClose={onClose} title={rule ? t('messages.rules.edit') : t('messages.rules.add')}>
      <form ref={form} className={classes.form} onSubmit={submit} noValidate>
        <DurationField
          label={t('messages.rules.before')}
          description={t('messages.rules.beforeHint')}
          value={draft.minutes}
          units={minuteUnits}
          error={problem ? t(`messages.rules.${problem}`) : undefined}
          onChange={(minutes) => change({ minutes })}
        />
        <NativeSelect
          label={t('messages.rules.channel')}
          value={draft.method}
          onChange={(event) => {
            const method = deliveryMethods.find((one) => one === event.currentTarget.value);
            if (method) change({ method });
          }}
          data={deliveryMethods.map((value) => ({ value, label: t(`messages.channel.${value}`) }))}
        />
        <NativeSelect
          label={t('messages.rules.audience')}
          value={draft.audience}
          onChange={(event) => {
            const audience = audiences.find((one) => one === event.currentTarget.value);
            if (audience) change({ audience });
          }}
          data={audiences.map((value) => ({ value, label: t(`messages.audience.${value}`) }))}
        />
        <div role="status">{off ? <Alert color="yellow">{t('messages.rules.channelOff')}</Alert> : null}</div>
        {draft.minutes === undefined ? null : (
          <p className={classes.small}>
            {says({ minutes_before: draft.minutes, delivery_method: draft.method, audience: draft.audience })}
          </p>
        )}
        {clash ? (
          <Alert color="red" role="alert">
            {t('messages.rules.exists')}
          </Alert>
        ) : (
          <Failed error={failed} />
        )}
        <Failed error={remove.error} />
        <div className={classes.actions}>
          {rule ? (
            <Button
              variant="subtle"
              color="red"
              className={`${classes.away} ${classes.danger}`}
              loading={remove.isPending}
              onClick={() => remove.mutate(rule.rule_id, { onSuccess: () => onRemoved(rule) })}
            >
              {t('messages.rules.remove')}
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

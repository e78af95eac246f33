import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { Alert, Button, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from '../../../../components/ui/toast.tsx';
import { announce } from '../../../../lib/announce.ts';
import { toAppError } from '../../../../lib/errors.ts';
import { useLeaveGuard } from '../../../../lib/leave-guard.ts';
import { zoneChoices } from '../../../../lib/zones.ts';
import { ruleMutations } from '../../mutations.ts';
import { type RuleDraft, ruleErrors, sameRules } from '../../rule-fields.ts';
import type { PracticeRules, RuleValues } from '../../schema.ts';
import { Failed } from '../failed.tsx';
import classes from '../practice.module.css';
import { useFirstErrorFocus } from '../use-first-error.ts';
import { LeaveQuestion } from './leave-question.tsx';
import { RuleFields } from './rule-fields.tsx';
import own from './rules.module.css';

type Props = {
  practiceId: string;
  rules: PracticeRules;
  onSaved: (rules: PracticeRules) => void;
  reload: () => Promise<PracticeRules | undefined>;
};

const toDraft = ({ updated_at: _, ...values }: PracticeRules): RuleDraft => values;

export function RulesForm({ practiceId, rules, onSaved, reload }: Props) {
  const { t } = useTranslation(['practice', 'common']);
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState<RuleDraft>(() => toDraft(rules));
  const [wrong, setWrong] = useState<ReturnType<typeof ruleErrors>>({});
  // Fields keep what is typed in them; a new number draws them afresh.
  const [fresh, setFresh] = useState(0);
  const save = useMutation(ruleMutations.save(client));
  const zones = useMemo(() => zoneChoices(rules.timezone), [rules.timezone]);
  useFirstErrorFocus(form, wrong);
  const changed = !sameRules(draft, toDraft(rules));
  const question = useLeaveGuard(changed, (to) => to.pathname !== window.location.pathname);
  const change = (part: Partial<RuleDraft>) => {
    setDraft((now) => ({ ...now, ...part }));
    setWrong((now) => (Object.keys(now).length > 0 ? {} : now));
  };

  const startOver = (from: PracticeRules) => {
    setDraft(toDraft(from));
    setWrong({});
    setFresh((number) => number + 1);
    save.reset();
    form.current?.focus();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = ruleErrors(draft);
    setWrong(found);
    if (Object.keys(found).length > 0) return;
    if (!changed) return announce(t('rules.nothingChanged'));
    // Nothing is missing any more: ruleErrors has looked.
    const values = { ...draft, name: draft.name.trim(), phone: draft.phone?.trim() || null } as RuleValues;
    save.mutate(
      { practiceId, seen: rules.updated_at, values },
      {
        onSuccess: (saved) => {
          onSaved(saved);
          setDraft(toDraft(saved));
          toast({ message: t('rules.saved') });
        },
      },
    );
    return undefined;
  };
  const loadTheirs = async () => {
    const theirs = await reload();
    if (!theirs) return;
    onSaved(theirs);
    startOver(theirs);
  };
  const conflict = save.isError && toAppError(save.error).code === 'version_conflict';
  return (
    <form
      ref={form}
      className={`${classes.form} ${own.form}`}
      onSubmit={submit}
      noValidate
      tabIndex={-1}
      aria-label={t('section.rules')}
    >
      <div key={fresh} className={own.groups}>
        <fieldset className={classes.set}>
          <legend>{t('rules.group.practice')}</legend>
          <TextInput
            label={t('rules.name')}
            maxLength={200}
            value={draft.name}
            error={wrong.name ? t('rules.nameMissing') : undefined}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <div className={classes.pair}>
            <TextInput
              type="tel"
              label={t('rules.phone')}
              description={t('rules.phoneHint')}
              maxLength={40}
              value={draft.phone ?? ''}
              onChange={(event) => change({ phone: event.currentTarget.value })}
            />
            <NativeSelect
              label={t('rules.timezone')}
              description={t('rules.timezoneHint')}
              value={draft.timezone}
              onChange={(event) => change({ timezone: event.currentTarget.value })}
              data={zones}
            />
          </div>
        </fieldset>
        <fieldset className={classes.set}>
          <legend>{t('rules.group.booking')}</legend>
          <RuleFields
            rules={['min_notice_minutes', 'booking_horizon_days', 'max_self_booking_minutes']}
            draft={draft}
            onChange={change}
            wrong={wrong}
          />
        </fieldset>
        <fieldset className={classes.set}>
          <legend>{t('rules.group.changes')}</legend>
          <RuleFields rules={['cancellation_notice_minutes']} draft={draft} onChange={change} wrong={wrong} />
        </fieldset>
        <fieldset className={classes.set}>
          <legend>{t('rules.group.requests')}</legend>
          <Switch
            label={t('rules.requestsHold')}
            description={t(draft.requests_hold_time ? 'rules.requestsHoldOn' : 'rules.requestsHoldOff')}
            checked={draft.requests_hold_time}
            onChange={(event) => change({ requests_hold_time: event.currentTarget.checked })}
          />
          <RuleFields rules={['max_open_requests']} draft={draft} onChange={change} wrong={wrong} />
        </fieldset>
        <fieldset className={classes.set}>
          <legend>{t('rules.group.holds')}</legend>
          <RuleFields
            rules={['hold_minutes', 'max_hold_minutes', 'max_holds_per_person']}
            draft={draft}
            onChange={change}
            wrong={wrong}
          />
        </fieldset>
        <fieldset className={classes.set}>
          <legend>{t('rules.group.messages')}</legend>
          <Switch
            label={t('rules.deskReads')}
            description={t(draft.desk_reads_messages ? 'rules.deskReadsOn' : 'rules.deskReadsOff')}
            checked={draft.desk_reads_messages}
            onChange={(event) => change({ desk_reads_messages: event.currentTarget.checked })}
          />
        </fieldset>
        <fieldset className={classes.set}>
          <legend>{t('rules.group.retention')}</legend>
          <RuleFields rules={['retention_days']} draft={draft} onChange={change} wrong={wrong} />
        </fieldset>
      </div>
      {conflict ? (
        <Alert color="red" role="alert">
          <p className={own.conflict}>{t('rules.conflict')}</p>
          <Button size="compact-sm" variant="default" onClick={() => void loadTheirs()}>
            {t('rules.reload')}
          </Button>
        </Alert>
      ) : (
        <Failed error={save.error} />
      )}
      <div className={`${classes.actions} ${own.actions}`}>
        <span className={`${classes.small} ${classes.away}`} role="status">
          {changed ? t('rules.unsaved') : ''}
        </span>
        <Button variant="default" disabled={!changed} onClick={() => startOver(rules)}>
          {t('rules.discard')}
        </Button>
        <Button type="submit" loading={save.isPending}>
          {t('common:save')}
        </Button>
      </div>
      <LeaveQuestion question={question} />
    </form>
  );
}

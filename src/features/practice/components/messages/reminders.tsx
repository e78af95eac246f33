import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { Button, Switch } from '@mantine/core';
import { IconChevronRight, IconLock, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Splash } from '../../../../components/ui/splash.tsx';
import { toast } from '../../../../components/ui/toast.tsx';
import { newId } from '../../../../lib/ids.ts';
import { reminderRuleMutations } from '../../messages/mutations.ts';
import { messageQueries } from '../../messages/queries.ts';
import { defaultRules, openPresets, type RuleValues } from '../../messages/rules.ts';
import type { ReminderRule } from '../../messages/schema.ts';
import { Failed } from '../failed.tsx';
import classes from '../practice.module.css';
import own from './messages.module.css';
import { RuleSheet, type SavedRule } from './rule-sheet.tsx';
import { useRuleText } from './use-rule-text.ts';

type Props = { practiceId: string; open: string | undefined; onOpen: (thing: string | undefined) => void };

const valuesOf = ({ minutes_before, delivery_method, audience }: ReminderRule): RuleValues => ({
  minutes_before,
  delivery_method,
  audience,
});

/** The two reminders that are always sent, then the practice's own with a switch each. */
export function Reminders({ practiceId, open, onOpen }: Props) {
  const { t } = useTranslation('practice');
  const id = useId();
  const client = useQueryClient();
  const says = useRuleText();
  const rules = useQuery(messageQueries.rules(practiceId));
  const create = useMutation(reminderRuleMutations.create(client));
  const update = useMutation(reminderRuleMutations.update(client));
  const remove = useMutation(reminderRuleMutations.remove(client));
  const setActive = useMutation(reminderRuleMutations.setActive(client, practiceId));
  const shown = rules.data?.find((rule) => rule.rule_id === open);

  const add = (values: RuleValues) => {
    const ruleId = newId();
    create.mutate(
      { practiceId, ruleId, values, active: true },
      {
        onSuccess: () =>
          toast({
            message: t('messages.rules.added', { rule: says(values) }),
            undo: () => remove.mutate(ruleId),
          }),
      },
    );
  };
  const saved = ({ ruleId, values, before }: SavedRule) => {
    onOpen(undefined);
    toast({
      message: t(before ? 'messages.rules.saved' : 'messages.rules.added', { rule: says(values) }),
      undo: () => (before ? update.mutate({ ruleId, values: valuesOf(before) }) : remove.mutate(ruleId)),
    });
  };
  const removed = (rule: ReminderRule) => {
    onOpen(undefined);
    toast({
      message: t('messages.rules.removed', { rule: says(rule) }),
      undo: () => create.mutate({ practiceId, ruleId: rule.rule_id, values: valuesOf(rule), active: rule.active }),
    });
  };
  const presets = rules.data ? openPresets(rules.data) : [];
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className={classes.subtitle}>
        {t('messages.rules.title')}
      </h2>
      <p className={own.hint}>{t('messages.rules.hint')}</p>
      <Failed error={rules.error} retry={() => void rules.refetch()} />
      <Failed error={create.error ?? update.error ?? remove.error ?? setActive.error} />
      {rules.isPending ? <Splash /> : null}
      {rules.data ? (
        <ul className={classes.list} aria-labelledby={id}>
          {defaultRules.map((rule) => (
            <li key={rule.minutes_before}>
              <span className={classes.row} style={{ gridTemplateColumns: 'minmax(0, 1fr) auto' }}>
                <span className={classes.cell}>{says(rule)}</span>
                <span className={classes.state}>
                  <IconLock size={16} aria-hidden="true" />
                  {t('messages.rules.always')}
                </span>
              </span>
            </li>
          ))}
          {rules.data.map((rule) => (
            <li key={rule.rule_id}>
              <button
                type="button"
                className={classes.row}
                style={{ gridTemplateColumns: 'minmax(0, 1fr) 18px' }}
                onClick={() => onOpen(rule.rule_id)}
              >
                <span className={classes.cell}>
                  {says(rule)}
                  {rule.active ? null : <span className={classes.small}>{t('messages.rules.off')}</span>}
                </span>
                <IconChevronRight size={18} aria-hidden="true" className="cs-flip-rtl" />
              </button>
              <span className={own.switch}>
                <Switch
                  aria-label={t('messages.rules.on', { rule: says(rule) })}
                  checked={rule.active}
                  onChange={(event) => setActive.mutate({ ruleId: rule.rule_id, active: event.currentTarget.checked })}
                />
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {presets.length > 0 ? (
        <div className={own.presets}>
          <span className={classes.small}>{t('messages.rules.presets')}</span>
          {presets.map((preset) => (
            <Button
              key={says(preset)}
              variant="default"
              size="sm"
              leftSection={<IconPlus size={16} aria-hidden="true" />}
              disabled={create.isPending}
              onClick={() => add(preset)}
            >
              {says(preset)}
            </Button>
          ))}
        </div>
      ) : null}
      {rules.data && (open === 'new' || shown) ? (
        <RuleSheet
          key={open}
          practiceId={practiceId}
          rule={shown}
          rules={rules.data}
          onClose={() => onOpen(undefined)}
          onSaved={saved}
          onRemoved={removed}
        />
      ) : null}
    </section>
  );
}

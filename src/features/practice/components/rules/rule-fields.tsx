import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { parseAmount } from '../../durations.ts';
import {
  type CountRule,
  type DurationRule,
  durationRules,
  isMinutes,
  type NumberRule,
  type RuleDraft,
  type ruleErrors,
} from '../../rule-fields.ts';
import { DurationField } from '../duration-field.tsx';
import { useDurationText } from '../use-duration-text.ts';

type Props = {
  rules: readonly NumberRule[];
  draft: RuleDraft;
  onChange: (part: Partial<RuleDraft>) => void;
  wrong: ReturnType<typeof ruleErrors>;
};

const isDuration = (rule: NumberRule): rule is DurationRule => rule in durationRules;

/** Each rule with one sentence that says what it means for patients, with the value that is in the form now. */
export function RuleFields({ rules, draft, onChange, wrong }: Props) {
  return rules.map((rule) =>
    isDuration(rule) ? (
      <DurationRuleField key={rule} rule={rule} draft={draft} onChange={onChange} wrong={wrong} />
    ) : (
      <CountRuleField key={rule} rule={rule} draft={draft} onChange={onChange} wrong={wrong} />
    ),
  );
}

type FieldProps<Rule> = Omit<Props, 'rules'> & { rule: Rule };

function DurationRuleField({ rule, draft, onChange, wrong }: FieldProps<DurationRule>) {
  const { t } = useTranslation('practice');
  const text = useDurationText();
  const say = isMinutes(rule) ? text.minutes : text.days;
  const value = draft[rule];
  const bounds = wrong[rule];
  const meaning =
    value === 0 && (rule === 'min_notice_minutes' || rule === 'cancellation_notice_minutes')
      ? t(`rules.zero.${rule}`)
      : t(`rules.means.${rule}`, { length: say(value ?? 0) });
  return (
    <DurationField
      label={t(`rules.${rule}`)}
      description={value === undefined ? undefined : meaning}
      units={durationRules[rule].units}
      value={value}
      onChange={(total) => onChange({ [rule]: total })}
      error={bounds ? t('rules.between', { from: say(bounds.from), to: say(bounds.to) }) : undefined}
    />
  );
}

function CountRuleField({ rule, draft, onChange, wrong }: FieldProps<CountRule>) {
  const { t } = useTranslation('practice');
  const value = draft[rule];
  const bounds = wrong[rule];
  return (
    <TextInput
      label={t(`rules.${rule}`)}
      description={value === undefined ? null : t(`rules.means.${rule}`, { count: value })}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      inputMode="numeric"
      autoComplete="off"
      styles={{ wrapper: { maxInlineSize: 96 } }}
      defaultValue={String(value ?? '')}
      error={bounds ? t('rules.between', { from: String(bounds.from), to: String(bounds.to) }) : undefined}
      onChange={(event) => onChange({ [rule]: parseAmount(event.currentTarget.value, 'minutes', { minutes: 1 }) })}
    />
  );
}

import { useTranslation } from 'react-i18next';
import type { RuleValues } from '../../messages/rules.ts';
import { useDurationText } from '../use-duration-text.ts';

/** "2 hours before, by e-mail, to the patient". */
export function useRuleText(): (rule: RuleValues) => string {
  const { t } = useTranslation('practice');
  const duration = useDurationText();
  return (rule) =>
    t('messages.rules.says', {
      length: duration.minutes(rule.minutes_before),
      by: t(`messages.by.${rule.delivery_method}`),
      to: t(`messages.to.${rule.audience}`),
    });
}

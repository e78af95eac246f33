import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { NativeSelect, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TimeRange } from '../../../lib/errors.ts';
import { useNow } from '../../../lib/now.ts';
import { formatDayTime } from '../../../lib/time.ts';
import { type ExpiryHours, expiryChoices, expiryOf, toExpiry } from './expiry.ts';

export type Terms = { hours: ExpiryHours; hold: boolean };
type Props = {
  terms: Terms;
  onChange: (terms: Terms) => void;
  times: readonly TimeRange[];
  zone: string;
  /** In words alone there is nothing to keep. */
  wordsOnly?: boolean;
};

/** How long an offer of the practice waits, and whether it keeps its times meanwhile. */
export function TermsFields({ terms, onChange, times, zone, wordsOnly = false }: Props) {
  const { t } = useTranslation('offers');
  const now = useNow();
  const { at, byFirstTime } = expiryOf(terms.hours, times, now);
  return (
    <>
      <NativeSelect
        label={t('form.expiry')}
        description={t(byFirstTime ? 'form.endsWithFirst' : 'form.ends', { time: formatDayTime(at, zone) })}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={String(terms.hours)}
        onChange={(event) => onChange({ ...terms, hours: toExpiry(event.currentTarget.value) })}
        data={expiryChoices.map((hours) => ({ value: String(hours), label: t(`form.expiry${hours}`) }))}
      />
      {wordsOnly ? null : (
        <Switch
          label={t('form.hold')}
          description={t('form.holdHint')}
          checked={terms.hold}
          onChange={(event) => onChange({ ...terms, hold: event.currentTarget.checked })}
        />
      )}
    </>
  );
}

import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Common } from '../week.ts';
import { useChoices } from './choices.ts';
import classes from './week.module.css';

type Props = { common: Common; onChange: (part: Partial<Common>) => void };

/** What holds for all hours unless a range says otherwise. */
export function CommonFields({ common, onChange }: Props) {
  const { t } = useTranslation('availability');
  const { slots, buffers, maxima } = useChoices();
  return (
    <div className={classes.common}>
      <NativeSelect
        label={t('fields.slot')}
        value={String(common.slotMinutes)}
        onChange={(event) => onChange({ slotMinutes: Number(event.currentTarget.value) })}
        data={slots(common.slotMinutes)}
      />
      <NativeSelect
        label={t('fields.buffer')}
        value={String(common.bufferMinutes)}
        onChange={(event) => onChange({ bufferMinutes: Number(event.currentTarget.value) })}
        data={buffers(common.bufferMinutes)}
      />
      <NativeSelect
        label={t('fields.maximum')}
        value={String(common.maximum ?? '')}
        onChange={(event) => onChange({ maximum: Number(event.currentTarget.value) || undefined })}
        data={maxima(common.maximum)}
      />
    </div>
  );
}

import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Clinician } from '../../../lib/practice/schema.ts';
import classes from './sheets.module.css';

type Props = { clinicians: readonly Clinician[]; value: string; onChange: (clinicianId: string) => void };

/** Whose times they are; with nobody to choose from, only said. */
export function ClinicianField({ clinicians, value, onChange }: Props) {
  const { t } = useTranslation('offers');
  const [only] = clinicians;
  if (clinicians.length === 1 && only) {
    return <p className={classes.prose}>{t('with', { clinician: only.display_name })}</p>;
  }
  return (
    <NativeSelect
      label={t('form.clinician')}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={clinicians.map((one) => ({ value: one.clinician_id, label: one.display_name }))}
    />
  );
}

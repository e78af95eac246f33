import { Switch, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ClinicianRow } from '../../schema.ts';
import { ColourField } from '../colour-field.tsx';
import classes from '../practice.module.css';

type Props = {
  values: ClinicianRow;
  onChange: (values: ClinicianRow) => void;
  errors: { displayName?: string; videoLink?: string };
};

/** How a clinician appears to patients and in the calendar. */
export function ClinicianFields({ values, onChange, errors }: Props) {
  const { t } = useTranslation('practice');
  const change = (part: Partial<ClinicianRow>) => onChange({ ...values, ...part });
  return (
    <fieldset className={classes.set}>
      <legend>{t('clinician.heading')}</legend>
      <TextInput
        label={t('clinician.displayName')}
        description={t('clinician.displayNameHint')}
        maxLength={200}
        value={values.display_name}
        error={errors.displayName}
        onChange={(event) => change({ display_name: event.currentTarget.value })}
      />
      <div className={classes.pair}>
        <TextInput
          label={t('clinician.title')}
          maxLength={100}
          value={values.title ?? ''}
          onChange={(event) => change({ title: event.currentTarget.value })}
        />
        <TextInput
          label={t('clinician.specialty')}
          maxLength={200}
          value={values.specialty ?? ''}
          onChange={(event) => change({ specialty: event.currentTarget.value })}
        />
      </div>
      <ColourField value={values.color} onChange={(color) => change({ color })} />
      <TextInput
        label={t('clinician.videoLink')}
        description={t('clinician.videoLinkHint')}
        type="url"
        placeholder="https://"
        maxLength={2000}
        value={values.video_link ?? ''}
        error={errors.videoLink}
        onChange={(event) => change({ video_link: event.currentTarget.value })}
      />
      <Switch
        label={t('clinician.selfBooking')}
        description={t('clinician.selfBookingHint')}
        checked={values.accepts_self_booking}
        onChange={(event) => change({ accepts_self_booking: event.currentTarget.checked })}
      />
    </fieldset>
  );
}

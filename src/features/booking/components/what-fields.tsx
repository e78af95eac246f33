import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type LocationType, locationTypes } from '../../../lib/appointments/schema.ts';
import { typeName } from '../../../lib/practice/type-name.ts';
import type { FieldName } from '../schema.ts';
import type { BookingForm } from '../use-booking-form.ts';
import classes from './booking.module.css';
import { PlaceFields } from './place-fields.tsx';

const durations = [10, 15, 20, 30, 45, 60, 75, 90, 120];

type Props = {
  form: BookingForm;
  isSelf: boolean;
  fieldRef: (name: FieldName) => (element: HTMLElement | null) => void;
};

/** Which kind of visit, where and for how long. */
export function WhatFields({ form, isSelf, fieldRef }: Props) {
  const { t } = useTranslation(['booking', 'common']);
  const { values, types, change } = form;
  return (
    <>
      <NativeSelect
        label={t('type')}
        value={values.appointmentType}
        onChange={(event) => form.changeType(event.currentTarget.value)}
        data={types.map(({ appointment_type: key }) => ({ value: key, label: typeName(key, types) }))}
      />
      <div className={classes.pair}>
        <NativeSelect
          label={t('location')}
          value={values.locationType}
          onChange={(event) => change({ locationType: event.currentTarget.value as LocationType })}
          data={locationTypes.map((type) => ({ value: type, label: t(`common:location.${type}`) }))}
        />
        {isSelf ? null : (
          <NativeSelect
            label={t('duration')}
            value={String(values.durationMinutes)}
            onChange={(event) => change({ durationMinutes: Number(event.currentTarget.value) })}
            data={[...new Set([...durations, values.durationMinutes])]
              .sort((a, b) => a - b)
              .map((minutes) => ({ value: String(minutes), label: t('common:minutes', { count: minutes }) }))}
          />
        )}
      </div>
      {isSelf ? null : <PlaceFields form={form} linkRef={fieldRef('videoLink')} />}
    </>
  );
}

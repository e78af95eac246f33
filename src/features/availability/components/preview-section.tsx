import { Alert, NativeSelect } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { type LocationType, locationTypes } from '../../../lib/appointments/schema.ts';
import type { AppointmentType, Clinician } from '../../../lib/practice/schema.ts';
import { typeName } from '../../../lib/practice/type-name.ts';
import { slotsByDay } from '../../../lib/slots/by-day.ts';
import { type SlotWish, slotQueries } from '../../../lib/slots/queries.ts';
import { addDays, dayStart, formatTime, today, viewerZone, zoneName } from '../../../lib/time.ts';
import { zoneChoices } from '../../../lib/zones.ts';
import { emptyReason } from '../preview.ts';
import { availabilityQueries } from '../queries.ts';
import type { HoursRow } from '../schema.ts';
import { shortDateText } from '../words.ts';
import { useEmptyText } from './empty-words.ts';
import classes from './preview.module.css';
import { Warning } from './warning.tsx';

type Props = {
  clinician: Clinician;
  zone: string;
  rows: readonly HoursRow[];
  types: readonly AppointmentType[];
  dirty: boolean;
};
const shownDays = 14;

/** The next two weeks as a patient finds them: the same question to the database that patients' pages ask. */
export function PreviewSection({ clinician, zone, rows, types, dirty }: Props) {
  const { t } = useTranslation(['availability', 'common']);
  const errorText = useErrorText();
  const emptyText = useEmptyText();
  const forPatients = types.filter((type) => type.self_bookable);
  const [typeKey, setTypeKey] = useState<string>();
  const [place, setPlace] = useState<LocationType>();
  const [shownZone, setShownZone] = useState(zone);
  const [now] = useState(() => Date.now());
  const type = forPatients.find((one) => one.appointment_type === typeKey) ?? forPatients[0];
  const locationType = place ?? type?.default_location_type ?? 'in_person';
  const from = today(shownZone, new Date(now));
  const id = clinician.clinician_id;

  const settings = useQuery(availabilityQueries.settings(id));
  const rules = useQuery(availabilityQueries.rules(clinician.practice_id));
  const overrides = useQuery(availabilityQueries.overrides(id, addDays(from, -1), addDays(from, shownDays + 1)));
  const closures = useQuery(availabilityQueries.closures(clinician.practice_id, from, addDays(from, shownDays)));
  const wish: SlotWish = {
    clinicianId: id,
    durationMinutes: type?.default_duration_minutes ?? 30,
    appointmentType: type?.appointment_type ?? '',
    locationType,
    forPatients: true,
  };
  const free = useQuery({
    ...slotQueries.free(wish, dayStart(from, shownZone), dayStart(addDays(from, shownDays), shownZone)),
    enabled: Boolean(type),
  });
  const failed = free.error ?? settings.error ?? rules.error ?? overrides.error ?? closures.error;
  const facts =
    rules.data && overrides.data && closures.data && type
      ? {
          rows,
          overrides: overrides.data,
          closures: closures.data,
          rules: rules.data,
          appointmentType: type.appointment_type,
          locationType,
          zone,
        }
      : undefined;
  const days = free.data && facts ? slotsByDay(free.data, from, shownZone, shownDays) : undefined;

  return (
    <section aria-labelledby="preview" className={classes.section}>
      <h2 id="preview" className={classes.title}>
        {t('preview.title')}
      </h2>
      {dirty ? <Warning>{t('preview.unsaved')}</Warning> : null}
      {settings.data && !settings.data.accepts_self_booking ? <Warning>{t('preview.selfBookingOff')}</Warning> : null}
      {forPatients.length === 0 ? <p>{t('preview.noTypes')}</p> : null}
      {type ? (
        <div className={classes.choices}>
          <NativeSelect
            label={t('preview.type')}
            value={type.appointment_type}
            onChange={(event) => {
              setTypeKey(event.currentTarget.value);
              setPlace(undefined);
            }}
            data={forPatients.map((one) => ({
              value: one.appointment_type,
              label: typeName(one.appointment_type, types),
            }))}
          />
          <NativeSelect
            label={t('preview.place')}
            value={locationType}
            onChange={(event) => setPlace(locationTypes.find((one) => one === event.currentTarget.value))}
            data={locationTypes.map((one) => ({ value: one, label: t(`common:location.${one}`) }))}
          />
          <NativeSelect
            label={t('preview.zone')}
            value={shownZone}
            onChange={(event) => setShownZone(event.currentTarget.value)}
            data={[
              { value: zone, label: t('preview.clinicianZone', { zone: zoneName(zone) }) },
              ...zoneChoices(viewerZone()).filter((choice) => choice.value !== zone),
            ]}
          />
        </div>
      ) : null}
      {failed ? (
        <Alert color="red" role="alert">
          {errorText(failed)}
        </Alert>
      ) : null}
      {type && !days && !failed ? <p role="status">{t('common:slots.loading')}</p> : null}
      {days && facts ? (
        <>
          <p className={classes.total} role="status">
            {t('preview.total', { count: free.data?.length ?? 0, zone: zoneName(shownZone) })}
          </p>
          <ul className={classes.days}>
            {days.map((day) => (
              <li key={day.date} className={classes.day}>
                <h3 className={classes.dayName}>{shortDateText(day.date)}</h3>
                {day.slots.length > 0 ? (
                  <ul className={classes.times} aria-label={t('common:slots.times', { day: shortDateText(day.date) })}>
                    {day.slots.map((slot) => (
                      <li key={slot.start}>{formatTime(slot.start, shownZone)}</li>
                    ))}
                  </ul>
                ) : (
                  <p className={classes.empty}>
                    <IconInfoCircle size={14} aria-hidden="true" />
                    {settings.data?.accepts_self_booking === false
                      ? t('preview.none')
                      : emptyText(emptyReason(day.date, shownZone, now, facts))}
                  </p>
                )}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}

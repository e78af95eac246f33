import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type LocationType, locationTypes } from '../../../lib/appointments/schema.ts';
import type { AppointmentType } from '../../../lib/practice/schema.ts';
import { typeName } from '../../../lib/practice/type-name.ts';
import type { Side } from '../schema.ts';
import classes from './sheets.module.css';
import type { useKind } from './use-kind.ts';

/** 5, 10, … 120 minutes. */
const durations = Array.from({ length: 24 }, (_, index) => (index + 1) * 5);

type Props = { kind: ReturnType<typeof useKind>; types: readonly AppointmentType[]; side: Side };

/** What kind of visit, where and, for staff, for how long. Patients see which kinds they can choose times for. */
export function KindFields({ kind: { kind, change, changeType }, types, side }: Props) {
  const { t } = useTranslation(['offers', 'common']);
  const choices = (list: readonly AppointmentType[]) =>
    list.map(({ appointment_type: key }) => ({ value: key, label: typeName(key, types) }));
  const free = types.filter((type) => type.self_bookable);
  const asked = types.filter((type) => !type.self_bookable);
  const grouped = side === 'patient' && free.length > 0 && asked.length > 0;
  return (
    <>
      <NativeSelect
        label={t('form.type')}
        value={kind.type}
        onChange={(event) => changeType(event.currentTarget.value)}
        data={
          grouped
            ? [
                { group: t('form.typesFree'), items: choices(free) },
                { group: t('form.typesAsked'), items: choices(asked) },
              ]
            : choices(types)
        }
      />
      <div className={classes.pair}>
        <NativeSelect
          label={t('form.location')}
          value={kind.location}
          onChange={(event) => change({ location: event.currentTarget.value as LocationType })}
          data={locationTypes.map((type) => ({ value: type, label: t(`common:location.${type}`) }))}
        />
        {side === 'practice' ? (
          <NativeSelect
            label={t('form.duration')}
            value={String(kind.minutes)}
            onChange={(event) => change({ minutes: Number(event.currentTarget.value) })}
            data={[...new Set([...durations, kind.minutes])]
              .sort((a, b) => a - b)
              .map((minutes) => ({ value: String(minutes), label: t('common:minutes', { count: minutes }) }))}
          />
        ) : null}
      </div>
    </>
  );
}

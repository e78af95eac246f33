import '@mantine/core/styles/Checkbox.layer.css';
import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AppointmentType } from '../../../lib/practice/schema.ts';
import { typeName } from '../../../lib/practice/type-name.ts';
import { zoneName } from '../../../lib/time.ts';
import { places } from '../schema.ts';
import type { Common, Own, Range } from '../week.ts';
import { useChoices } from './choices.ts';
import classes from './week.module.css';

type Props = {
  range: Range;
  names: { day: string; number: number };
  common: Common;
  types: readonly AppointmentType[];
  invalid: boolean;
  onChange: (part: Partial<Range>) => void;
};
const asAll = 'common';

/** Where, for what and from when to when these hours count, and what differs from the hours above. */
export function RangeDetails({ range, names, common, types, invalid, onChange }: Props) {
  const { t } = useTranslation(['availability', 'common']);
  const { slots, buffers, maxima, minutes } = useChoices();
  const { own } = range;
  const setOwn = (part: Partial<Own>) => onChange({ own: { ...own, ...part } });
  const number = (value: string) => (value === asAll ? undefined : Number(value));
  // Types that are no longer offered stay choosable, or they could not be taken out.
  const keys = [...new Set([...types.map((type) => type.appointment_type), ...range.types])];
  const bufferText = common.bufferMinutes === 0 ? t('fields.noBuffer') : minutes(common.bufferMinutes);
  const maximumText = common.maximum ? t('fields.visits', { count: common.maximum }) : t('fields.noMaximum');
  return (
    <fieldset className={classes.details}>
      <legend className="visually-hidden">{t('range.details', names)}</legend>
      <NativeSelect
        label={t('fields.place')}
        value={range.place}
        onChange={(event) => onChange({ place: places.find((place) => place === event.currentTarget.value) ?? 'any' })}
        data={places.map((place) => ({
          value: place,
          label: place === 'any' ? t('fields.anyPlace') : t(`common:location.${place}`),
        }))}
      />
      <NativeSelect
        label={t('fields.slot')}
        value={own.slotMinutes === undefined ? asAll : String(own.slotMinutes)}
        onChange={(event) => setOwn({ slotMinutes: number(event.currentTarget.value) })}
        data={[
          { value: asAll, label: t('fields.asAll', { value: minutes(common.slotMinutes) }) },
          ...slots(own.slotMinutes),
        ]}
      />
      <NativeSelect
        label={t('fields.buffer')}
        value={own.bufferMinutes === undefined ? asAll : String(own.bufferMinutes)}
        onChange={(event) => setOwn({ bufferMinutes: number(event.currentTarget.value) })}
        data={[{ value: asAll, label: t('fields.asAll', { value: bufferText }) }, ...buffers(own.bufferMinutes)]}
      />
      <NativeSelect
        label={t('fields.maximum')}
        value={own.maximum ? String(own.maximum.value ?? '') : asAll}
        onChange={(event) => {
          const { value } = event.currentTarget;
          setOwn({ maximum: value === asAll ? undefined : { value: Number(value) || undefined } });
        }}
        data={[{ value: asAll, label: t('fields.asAll', { value: maximumText }) }, ...maxima(own.maximum?.value)]}
      />
      <TextInput
        type="date"
        label={t('fields.validFrom')}
        value={range.validFrom}
        onChange={(event) => onChange({ validFrom: event.currentTarget.value })}
      />
      <TextInput
        id={`${range.key}-validUntil`}
        type="date"
        label={t('fields.validUntil')}
        value={range.validUntil}
        aria-invalid={invalid || undefined}
        aria-describedby={invalid ? `${range.key}-problems` : undefined}
        onChange={(event) => onChange({ validUntil: event.currentTarget.value })}
      />
      {own.timezone ? (
        <NativeSelect
          label={t('week.zone')}
          value={own.timezone}
          onChange={(event) =>
            setOwn({ timezone: event.currentTarget.value === asAll ? undefined : event.currentTarget.value })
          }
          data={[
            { value: own.timezone, label: zoneName(own.timezone) },
            { value: asAll, label: t('fields.asAll', { value: zoneName(common.timezone) }) },
          ]}
        />
      ) : null}
      <Checkbox.Group
        className={classes.types}
        label={t('fields.types')}
        description={t('fields.typesHint')}
        value={[...range.types]}
        onChange={(chosen) => onChange({ types: chosen })}
      >
        <div className={classes.typeList}>
          {keys.map((key) => (
            <Checkbox key={key} value={key} label={typeName(key, types)} />
          ))}
        </div>
      </Checkbox.Group>
    </fieldset>
  );
}

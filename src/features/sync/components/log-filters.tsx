import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconFilter, IconX } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useIsPhone } from '../../../lib/media.ts';
import { parseDate } from '../../../lib/time.ts';
import { type LogFilters as Filters, logResults } from '../location.ts';
import { type Connection, logActions, logDirections } from '../schema.ts';
import { useSyncNames } from '../use-sync-words.ts';
import classes from './log.module.css';

type Props = {
  connections: readonly Connection[];
  filters: Filters;
  zone: string;
  onChange: (filters: Filters) => void;
};

/** On a phone the fields are folded away until somebody wants them. */
export function LogFilters({ connections, filters, zone, onChange }: Props) {
  const { t } = useTranslation('sync');
  const phone = useIsPhone();
  const id = useId();
  const [open, setOpen] = useState(false);
  const { calendarName } = useSyncNames(zone);
  const filtered = Object.values(filters).some((value) => value !== undefined);
  const change = (part: Filters) => onChange({ ...filters, ...part });
  const clear = filtered ? (
    <Button
      variant="subtle"
      className={classes.clear}
      leftSection={<IconX size={16} aria-hidden="true" />}
      onClick={() => onChange({})}
    >
      {t('log.clear')}
    </Button>
  ) : null;
  return (
    <section aria-label={t('log.filters')} className={classes.filters}>
      {phone ? (
        <div className={classes.fold}>
          <Button
            variant="default"
            aria-expanded={open}
            aria-controls={id}
            leftSection={<IconFilter size={18} aria-hidden="true" />}
            onClick={() => setOpen(!open)}
          >
            {t('log.filters')}
          </Button>
          {clear}
        </div>
      ) : null}
      <div id={id} className={classes.fields} hidden={phone && !open}>
        {connections.length > 1 ? (
          <NativeSelect
            label={t('log.calendar')}
            value={filters.connection ?? ''}
            onChange={(event) => change({ connection: event.currentTarget.value || undefined })}
            data={[
              { value: '', label: t('log.anyCalendar') },
              ...connections.map((one) => ({ value: one.connection_id, label: calendarName(one) })),
            ]}
          />
        ) : null}
        <NativeSelect
          label={t('log.direction')}
          value={filters.direction ?? ''}
          onChange={(event) => change({ direction: logDirections.find((one) => one === event.currentTarget.value) })}
          data={[
            { value: '', label: t('log.anyDirection') },
            ...logDirections.map((one) => ({ value: one, label: t(`log.directions.${one}`) })),
          ]}
        />
        <NativeSelect
          label={t('log.action')}
          value={filters.action ?? ''}
          onChange={(event) => change({ action: logActions.find((one) => one === event.currentTarget.value) })}
          data={[
            { value: '', label: t('log.anyAction') },
            ...logActions.map((one) => ({ value: one, label: t(`log.actions.${one}`) })),
          ]}
        />
        <NativeSelect
          label={t('log.result')}
          value={filters.result ?? ''}
          onChange={(event) => change({ result: logResults.find((one) => one === event.currentTarget.value) })}
          data={[
            { value: '', label: t('log.anyResult') },
            ...logResults.map((one) => ({ value: one, label: t(`log.results.${one}`) })),
          ]}
        />
        <TextInput
          type="date"
          label={t('log.from')}
          value={filters.from ?? ''}
          max={filters.to}
          onChange={(event) => change({ from: parseDate(event.currentTarget.value) })}
        />
        <TextInput
          type="date"
          label={t('log.to')}
          value={filters.to ?? ''}
          min={filters.from}
          onChange={(event) => change({ to: parseDate(event.currentTarget.value) })}
        />
        {phone ? null : clear}
      </div>
    </section>
  );
}

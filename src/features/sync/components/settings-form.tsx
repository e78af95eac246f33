import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Radio.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { Button, NativeSelect, Radio, Switch, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from '../../../components/ui/toast.tsx';
import { type Settings, syncMutations } from '../mutations.ts';
import { blockings, type Connection, deletePolicies, directions } from '../schema.ts';
import { useSyncNames } from '../use-sync-words.ts';
import { Failed } from './failed.tsx';
import classes from './sync.module.css';

type Props = { connection: Connection; zone: string; onClose: () => void };

const usualIntervals = [5, 10, 15, 30, 60, 180, 360, 720, 1440];

/** What the owner may set. Only what was changed is sent. */
export function SettingsForm({ connection, zone, onClose }: Props) {
  const { t } = useTranslation(['sync', 'common']);
  const client = useQueryClient();
  const { calendarName } = useSyncNames(zone);
  const nameField = useRef<HTMLInputElement>(null);
  const save = useMutation(syncMutations.saveSettings(client));
  const [values, setValues] = useState<Settings>(() => ({
    calendar_name: connection.calendar_name ?? calendarName(connection),
    sync_enabled: connection.sync_enabled,
    sync_direction: connection.sync_direction,
    sync_interval_minutes: connection.sync_interval_minutes,
    on_external_delete: connection.on_external_delete,
    all_day_events: connection.all_day_events,
    tentative_events: connection.tentative_events,
  }));
  const [missing, setMissing] = useState(false);
  const set = (part: Partial<Settings>) => setValues((now) => ({ ...now, ...part }));
  const every = (minutes: number) =>
    minutes % 60 === 0 ? t('settings.hours', { count: minutes / 60 }) : t('common:minutes', { count: minutes });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const name = values.calendar_name?.trim() ?? '';
    setMissing(name === '');
    if (name === '') return nameField.current?.focus();
    const change = changesOf(connection, { ...values, calendar_name: name });
    if (Object.keys(change).length === 0) return onClose();
    return save.mutate(
      { connectionId: connection.connection_id, change },
      {
        onSuccess: () => {
          onClose();
          toast({ message: t('settings.saved', { name }) });
        },
      },
    );
  };
  const readsToo = values.sync_direction !== 'to_external';
  const blockingData = blockings.map((one) => ({ value: one, label: t(`settings.blockings.${one}`) }));
  const blockingOf = (value: string) => blockings.find((one) => one === value) ?? 'busy';
  return (
    <form className={`${classes.form} ${classes.part}`} onSubmit={submit} noValidate>
      <TextInput
        ref={nameField}
        label={t('settings.name')}
        value={values.calendar_name ?? ''}
        maxLength={200}
        error={missing ? t('settings.nameMissing') : null}
        onChange={(event) => set({ calendar_name: event.currentTarget.value })}
      />
      <Switch
        label={t('settings.enabled')}
        description={t('settings.enabledHint')}
        checked={values.sync_enabled}
        onChange={(event) => set({ sync_enabled: event.currentTarget.checked })}
      />
      <Radio.Group
        label={t('settings.direction')}
        description={connection.is_primary ? undefined : t('settings.directionMain')}
        value={values.sync_direction}
        onChange={(value) => set({ sync_direction: directions.find((one) => one === value) ?? 'two_way' })}
      >
        <div className={classes.options}>
          {directions.map((one) => (
            <Radio key={one} value={one} label={t(`settings.directions.${one}`)} />
          ))}
        </div>
      </Radio.Group>
      <Radio.Group
        label={t('settings.onDelete')}
        value={values.on_external_delete}
        onChange={(value) => set({ on_external_delete: deletePolicies.find((one) => one === value) ?? 'ask' })}
      >
        <div className={classes.options}>
          {deletePolicies.map((one) => (
            <Radio key={one} value={one} label={t(`settings.deletePolicies.${one}`)} />
          ))}
        </div>
      </Radio.Group>
      {readsToo ? (
        <div className={classes.pair}>
          <NativeSelect
            label={t('settings.interval')}
            value={String(values.sync_interval_minutes)}
            onChange={(event) => set({ sync_interval_minutes: Number(event.currentTarget.value) })}
            data={[...new Set([...usualIntervals, connection.sync_interval_minutes])]
              .sort((a, b) => a - b)
              .map((minutes) => ({
                value: String(minutes),
                label: t('settings.every', { duration: every(minutes) }),
              }))}
          />
          <NativeSelect
            label={t('settings.allDay')}
            value={values.all_day_events}
            onChange={(event) => set({ all_day_events: blockingOf(event.currentTarget.value) })}
            data={blockingData}
          />
          <NativeSelect
            label={t('settings.tentative')}
            value={values.tentative_events}
            onChange={(event) => set({ tentative_events: blockingOf(event.currentTarget.value) })}
            data={blockingData}
          />
        </div>
      ) : null}
      <Failed error={save.error} />
      <div className={classes.actions}>
        <Button variant="default" onClick={onClose}>
          {t('common:cancel')}
        </Button>
        <Button type="submit" loading={save.isPending}>
          {t('common:save')}
        </Button>
      </div>
    </form>
  );
}

const changesOf = (before: Connection, after: Settings): Partial<Settings> =>
  Object.fromEntries(
    Object.entries(after).filter(([name, value]) => before[name as keyof Settings] !== value),
  ) as Partial<Settings>;

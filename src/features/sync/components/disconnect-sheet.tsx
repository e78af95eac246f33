import '@mantine/core/styles/Radio.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import { Button, Radio } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../../../components/ui/sheet.tsx';
import { toast } from '../../../components/ui/toast.tsx';
import { connectMutations } from '../mutations.ts';
import type { Connection } from '../schema.ts';
import { useSyncNames } from '../use-sync-words.ts';
import { Failed } from './failed.tsx';
import classes from './sync.module.css';

type Props = { connection: Connection; zone: string; onClose: () => void };

/** Takes leave of a calendar, and asks what becomes of our events in it. */
export function DisconnectSheet({ connection, zone, onClose }: Props) {
  const { t } = useTranslation(['sync', 'common']);
  const client = useQueryClient();
  const { calendarName } = useSyncNames(zone);
  const run = useMutation(connectMutations.disconnect(client));
  const mayRemove = connection.state !== 'needs_reauth';
  // Events that nobody updates any more would mislead their reader: leaving them is the exception.
  const [remove, setRemove] = useState(mayRemove);
  const name = calendarName(connection);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await run.mutateAsync({ connectionId: connection.connection_id, removeEvents: remove });
    } catch {
      return; // shown from the mutation's own state
    }
    // By now the calendar is gone from the page, and this dialog with it.
    onClose();
    toast({ message: t('disconnect.done', { name }) });
  };
  return (
    <Sheet opened onClose={onClose} title={t('disconnect.title', { name })} size={480}>
      <form className={classes.form} onSubmit={(event) => void submit(event)}>
        <p className={classes.text}>{t('disconnect.body')}</p>
        {connection.is_primary ? <p className={classes.text}>{t('disconnect.main')}</p> : null}
        <Radio.Group
          label={t('disconnect.question')}
          description={mayRemove ? undefined : t('disconnect.cannotRemove')}
          value={remove ? 'remove' : 'leave'}
          onChange={(value) => setRemove(value === 'remove')}
        >
          <div className={classes.options}>
            <Radio value="remove" label={t('disconnect.remove')} disabled={!mayRemove} />
            <Radio value="leave" label={t('disconnect.leave')} />
          </div>
        </Radio.Group>
        <Failed error={run.error} />
        <div className={classes.actions}>
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" color="red" loading={run.isPending}>
            {t('disconnect.confirm')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

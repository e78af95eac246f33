import { Alert } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../../../lib/announce.ts';
import type { Returned } from '../location.ts';
import type { Connection } from '../schema.ts';

type Props = { returned: Returned | undefined; connections: readonly Connection[] | undefined; onClose: () => void };

/** How signing in at the provider ended. It stays until it is closed: somebody may look away while pages load. */
export function ReturnNotice({ returned, connections, onClose }: Props) {
  const { t } = useTranslation(['sync', 'common']);
  const found = connections?.find((one) => one.connection_id === returned?.connected);
  const name = found?.calendar_name ?? found?.account_email;
  let text: string | undefined;
  if (returned?.error) text = t(`returned.${returned.error}`);
  // Its name comes with the list, and is worth waiting for.
  else if (returned && connections) text = name ? t('returned.connected', { name }) : t('returned.connectedUnnamed');
  const failed = returned?.error !== undefined;
  useEffect(() => {
    if (text && !failed) announce(text);
  }, [text, failed]);
  if (!text) return null;
  return (
    <Alert
      color={failed ? 'red' : 'green'}
      {...(failed ? { role: 'alert' } : { role: 'note' })}
      withCloseButton
      closeButtonLabel={t('common:close')}
      onClose={onClose}
    >
      {text}
    </Alert>
  );
}

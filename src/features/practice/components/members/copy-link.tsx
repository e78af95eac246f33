import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../../../../lib/announce.ts';

/**
 * The address of the sign-in page: whoever proves the invited e-mail address there sees the invitation. It holds no
 * secret, so it may be passed on by any way. Where the clipboard is closed to pages, the address itself is shown.
 */
export function CopyLink({ name }: { name?: string }) {
  const { t } = useTranslation('practice');
  const [state, setState] = useState<'new' | 'copied' | 'shown'>('new');
  const link = `${window.location.origin}/sign-in`;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      setState('copied');
      announce(t('invite.copied'));
    } catch {
      setState('shown');
    }
  };
  if (state === 'shown') return <code>{link}</code>;
  return (
    <Button
      variant="default"
      size="compact-sm"
      {...(name ? { 'aria-label': t('invite.copyFor', { name }) } : {})}
      leftSection={
        state === 'copied' ? <IconCheck size={16} aria-hidden="true" /> : <IconCopy size={16} aria-hidden="true" />
      }
      onClick={() => void copy()}
    >
      {state === 'copied' ? t('invite.copied') : t('invite.copy')}
    </Button>
  );
}

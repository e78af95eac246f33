import { Alert, Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import classes from '../../../components/ui/settings-section.module.css';
import { Sheet } from '../../../components/ui/sheet.tsx';
import { toast } from '../../../components/ui/toast.tsx';
import { feedMutations } from '../mutations.ts';
import type { Feed } from '../queries.ts';
import own from './feeds.module.css';

/** Ending an address cannot be undone: it is asked first. */
export function RevokeQuestion({ feed, onClose }: { feed: Feed; onClose: () => void }) {
  const { t } = useTranslation(['feeds', 'common']);
  const errorText = useErrorText();
  const client = useQueryClient();
  const revoke = useMutation(feedMutations.revoke(client));
  return (
    <Sheet opened onClose={onClose} title={t('revokeTitle', { name: feed.label ?? t('unnamed') })}>
      <p className={classes.state}>{t('revokeBody')}</p>
      {revoke.isError ? (
        <Alert color="red" role="alert">
          {errorText(revoke.error)}
        </Alert>
      ) : null}
      <div className={own.buttons}>
        <Button
          color="red"
          loading={revoke.isPending}
          onClick={() =>
            revoke.mutate(feed.feed_id, {
              onSuccess: () => {
                toast({ message: t('revoked') });
                onClose();
              },
            })
          }
        >
          {t('revokeSure')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('common:cancel')}
        </Button>
      </div>
    </Sheet>
  );
}

import { Alert, Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import classes from '../../../components/ui/settings-section.module.css';
import { toast } from '../../../components/ui/toast.tsx';
import { blockMutations } from '../mutations.ts';
import { noticeQueries } from '../queries.ts';

/** Addresses of one's own that get nothing, and how to change that. Nothing where there is none. */
export function BlockedAddresses() {
  const { t } = useTranslation('notifications');
  const errorText = useErrorText();
  const client = useQueryClient();
  const { data: blocks = [] } = useQuery(noticeQueries.blocks());
  const unblock = useMutation(blockMutations.unblockEmail(client));
  if (blocks.length === 0) return null;
  return (
    <section className={classes.section} aria-labelledby="blocked-title">
      <h2 id="blocked-title" className={classes.head}>
        {t('blocked.title')}
      </h2>
      {unblock.isError ? (
        <Alert color="red" role="alert">
          {errorText(unblock.error)}
        </Alert>
      ) : null}
      <ul className={classes.rows} aria-labelledby="blocked-title">
        {blocks.map(({ delivery_method, address, reason }) => (
          <li key={`${delivery_method} ${address}`} className={classes.row}>
            <span className={classes.what}>
              <bdi>{address}</bdi>
              <span className={classes.hint}>
                {t(delivery_method === 'sms' || reason === 'opted_out' ? 'blocked.sms' : `blocked.${reason}`)}
              </span>
            </span>
            {delivery_method === 'email' ? (
              <Button
                variant="default"
                size="compact-sm"
                aria-label={t('blocked.tryAgainNamed', { address })}
                loading={unblock.isPending}
                onClick={() => unblock.mutate(undefined, { onSuccess: () => toast({ message: t('blocked.tried') }) })}
              >
                {t('blocked.tryAgain')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

import { Button } from '@mantine/core';
import { IconMailOpened } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { toast } from '../../../components/ui/toast.tsx';
import { announce } from '../../../lib/announce.ts';
import { formatDay, viewerZone } from '../../../lib/time.ts';
import { answerMutations } from '../mutations.ts';
import { invitationQueries } from '../queries.ts';
import type { MyInvitation } from '../schema.ts';
import classes from './invitations.module.css';

/**
 * Who was invited to work for a practice is asked here, wherever they are in the app. Nothing is drawn for everybody
 * else; not knowing (no network) is no reason to disturb anybody either.
 */
export function Invitations() {
  const mine = useQuery(invitationQueries.mine());
  if (!mine.data || mine.data.length === 0) return null;
  return (
    <ul className={classes.list}>
      {mine.data.map((invitation) => (
        <Card key={invitation.invitation_id} invitation={invitation} />
      ))}
    </ul>
  );
}

function Card({ invitation }: { invitation: MyInvitation }) {
  const { t } = useTranslation(['invitations', 'common']);
  const errorText = useErrorText();
  const client = useQueryClient();
  const [, go] = useLocation();
  const respond = useMutation(answerMutations.respond(client));
  const names = { practice: invitation.practice_name, role: t(`common:roles.${invitation.role}`) };

  const answer = async (accept: boolean) => {
    try {
      await respond.mutateAsync({ invitationId: invitation.invitation_id, accept });
    } catch {
      return; // shown from the mutation's own state
    }
    // The card is gone; whoever pressed its button goes on in the page.
    document.getElementById('main')?.focus();
    if (accept) {
      toast({ message: t('accepted', names) });
      go('/');
    } else announce(t('declined', names));
  };
  const answering = respond.isPending ? respond.variables.accept : undefined;
  return (
    <li className={classes.card}>
      <IconMailOpened size={20} aria-hidden="true" className={classes.icon} />
      <div className={classes.text}>
        <p>
          <strong>{t('title', names)}</strong>
        </p>
        <p className={classes.quiet}>
          {invitation.invited_by_name
            ? t('from', { name: invitation.invited_by_name, day: formatDay(invitation.expires_at, viewerZone()) })
            : t('until', { day: formatDay(invitation.expires_at, viewerZone()) })}
        </p>
        {respond.isError ? (
          <p role="alert" className={classes.error}>
            {errorText(respond.error)}
          </p>
        ) : null}
      </div>
      <div className={classes.actions}>
        <Button
          loading={answering === true}
          disabled={answering === false}
          onClick={() => void answer(true)}
          aria-label={t('acceptFrom', names)}
        >
          {t('accept')}
        </Button>
        <Button
          variant="default"
          loading={answering === false}
          disabled={answering === true}
          onClick={() => void answer(false)}
          aria-label={t('declineFrom', names)}
        >
          {t('decline')}
        </Button>
      </div>
    </li>
  );
}

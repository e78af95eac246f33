import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from '../../../../components/ui/toast.tsx';
import { formatDayTime } from '../../../../lib/time.ts';
import type { Practice } from '../../../../lib/viewer/schema.ts';
import { invitationMutations } from '../../mutations.ts';
import { adminQueries } from '../../queries.ts';
import type { Invitation } from '../../schema.ts';
import { Failed } from '../failed.tsx';
import classes from '../practice.module.css';
import { CopyLink } from './copy-link.tsx';
import own from './members.module.css';

/** Who was asked and has not answered. */
export function Invitations({ practice }: { practice: Practice }) {
  const { t } = useTranslation('practice');
  const client = useQueryClient();
  const open = useQuery(adminQueries.invitations(practice.practice_id));
  const invite = useMutation(invitationMutations.invite(client));
  const revoke = useMutation(invitationMutations.revoke(client));

  const send = (invitation: Invitation) =>
    invite.mutate(
      {
        practiceId: practice.practice_id,
        email: invitation.email,
        role: invitation.role,
        fullName: invitation.full_name ?? '',
      },
      {
        onSuccess: ({ mailed }) =>
          toast({
            message: mailed
              ? t('invite.sent', { email: invitation.email })
              : t('invite.mailFailed', { email: invitation.email }),
          }),
      },
    );
  const takeBack = (invitation: Invitation) =>
    revoke.mutate(invitation.invitation_id, {
      onSuccess: () =>
        toast({ message: t('invite.revoked', { email: invitation.email }), undo: () => send(invitation) }),
    });
  return (
    <section aria-labelledby="invitations">
      <h2 id="invitations" className={classes.subtitle}>
        {t('invite.listTitle')}
      </h2>
      <Failed error={open.error} retry={() => void open.refetch()} />
      <Failed error={invite.error ?? revoke.error} />
      {open.data?.length === 0 ? <p className={classes.quiet}>{t('invite.none')}</p> : null}
      {open.data && open.data.length > 0 ? (
        <ul className={classes.list} aria-labelledby="invitations">
          {open.data.map((invitation) => (
            <li key={invitation.invitation_id} className={own.item}>
              <InvitationRow invitation={invitation} zone={practice.timezone} />
              <span className={classes.rowSide}>
                <CopyLink name={invitation.email} />
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={t('invite.resendTo', { email: invitation.email })}
                  loading={invite.isPending && invite.variables?.email === invitation.email}
                  onClick={() => send(invitation)}
                >
                  {t('invite.resend')}
                </Button>
                <Button
                  variant="subtle"
                  color="red"
                  className={classes.danger}
                  size="compact-sm"
                  aria-label={t('invite.revokeOf', { email: invitation.email })}
                  loading={revoke.isPending && revoke.variables === invitation.invitation_id}
                  onClick={() => takeBack(invitation)}
                >
                  {t('invite.revoke')}
                </Button>
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function InvitationRow({ invitation, zone }: { invitation: Invitation; zone: string }) {
  const { t } = useTranslation(['practice', 'common']);
  const [now] = useState(() => Date.now());
  const expired = Date.parse(invitation.expires_at) <= now;
  const when = formatDayTime(invitation.expires_at, zone);
  return (
    <div className={`${classes.row} ${own.invited}`}>
      <span className={classes.cell}>
        <strong>{invitation.full_name || invitation.email}</strong>
        {invitation.full_name ? <span className={classes.small}>{invitation.email}</span> : null}
      </span>
      <span className={classes.cell}>
        <span>{t(`common:roles.${invitation.role}`)}</span>
        <span className={classes.small}>{expired ? t('invite.expired', { when }) : t('invite.expires', { when })}</span>
      </span>
    </div>
  );
}

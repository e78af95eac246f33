import { IconChevronRight, IconCircleCheck, IconCircleOff } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Splash } from '../../../../components/ui/splash.tsx';
import { toast } from '../../../../components/ui/toast.tsx';
import type { Member } from '../../members.ts';
import { memberMutations } from '../../mutations.ts';
import { adminQueries } from '../../queries.ts';
import { Failed } from '../failed.tsx';
import classes from '../practice.module.css';
import type { SectionProps } from '../practice-page.tsx';
import { SectionHead } from '../section-head.tsx';
import { Invitations } from './invitations.tsx';
import { InviteSheet } from './invite-sheet.tsx';
import { MemberSheet } from './member-sheet.tsx';
import own from './members.module.css';

/** Everybody who works here, and who was asked to. */
export function MembersSection({ viewer, practice, open, onOpen }: SectionProps) {
  const { t } = useTranslation('practice');
  const client = useQueryClient();
  const members = useQuery(adminQueries.members(practice.practice_id));
  const setActive = useMutation(memberMutations.setActive(client));
  const shown = members.data?.find((member) => member.profileId === open);

  const deactivated = (member: Member) => {
    onOpen(undefined);
    toast({
      message: t('members.deactivated', { name: member.name }),
      undo: () => setActive.mutate({ practiceId: practice.practice_id, profileId: member.profileId, active: true }),
    });
  };
  return (
    <>
      <SectionHead
        title={t('section.members')}
        intro={t('members.intro')}
        action={{ label: t('invite.open'), run: () => onOpen('new') }}
      />
      <Failed error={members.error} retry={() => void members.refetch()} />
      <Failed error={setActive.error} />
      {members.isPending ? <Splash /> : null}
      {members.data ? (
        <ul className={classes.list} aria-label={t('section.members')}>
          {members.data.map((member) => (
            <li key={member.profileId}>
              <MemberRow
                member={member}
                self={member.profileId === viewer.profileId}
                onOpen={() => onOpen(member.profileId)}
              />
            </li>
          ))}
        </ul>
      ) : null}
      <Invitations practice={practice} />
      {open === 'new' ? <InviteSheet practice={practice} onClose={() => onOpen(undefined)} /> : null}
      {shown ? (
        <MemberSheet
          key={shown.profileId}
          practiceId={practice.practice_id}
          member={shown}
          self={shown.profileId === viewer.profileId}
          onClose={() => onOpen(undefined)}
          onDeactivated={deactivated}
        />
      ) : null}
    </>
  );
}

function MemberRow({ member, self, onOpen }: { member: Member; self: boolean; onOpen: () => void }) {
  const { t } = useTranslation(['practice', 'common']);
  const clinician = member.roles.includes('clinician') ? member.clinician : undefined;
  return (
    <button type="button" className={`${classes.row} ${own.member}`} onClick={onOpen}>
      <span className={classes.cell}>
        <strong className={classes.named}>
          {clinician ? (
            <span className={classes.swatch} style={{ background: clinician.color }} aria-hidden="true" />
          ) : null}
          {self ? t('members.you', { name: member.name }) : member.name}
        </strong>
        <span className={classes.small}>{member.email ?? t('members.noEmail')}</span>
      </span>
      <span className={classes.cell}>
        <span>{member.roles.map((role) => t(`common:roles.${role}`)).join(' · ')}</span>
        {clinician?.specialty ? <span className={classes.small}>{clinician.specialty}</span> : null}
      </span>
      <span className={classes.state} data-good={member.active || undefined}>
        {member.active ? (
          <IconCircleCheck size={16} aria-hidden="true" />
        ) : (
          <IconCircleOff size={16} aria-hidden="true" />
        )}
        {member.active ? t('members.active') : t('members.inactive')}
      </span>
      <IconChevronRight size={18} aria-hidden="true" className="cs-flip-rtl" />
    </button>
  );
}

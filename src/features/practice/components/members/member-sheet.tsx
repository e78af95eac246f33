import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { Alert, Button, Checkbox } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from '../../../../components/ui/toast.tsx';
import { isHttps } from '../../https.ts';
import type { Member } from '../../members.ts';
import { memberMutations } from '../../mutations.ts';
import { type MemberRole, memberRoles } from '../../schema.ts';
import { Failed } from '../failed.tsx';
import { FormSheet } from '../form-sheet.tsx';
import classes from '../practice.module.css';
import { useFirstErrorFocus } from '../use-first-error.ts';
import { ClinicianFields } from './clinician-fields.tsx';

type Props = {
  practiceId: string;
  member: Member;
  self: boolean;
  onClose: () => void;
  onDeactivated: (member: Member) => void;
};
type Errors = { roles?: string; videoLink?: string; displayName?: string };

/** What one person may do here and, if they treat, how patients see them. */
export function MemberSheet({ practiceId, member, self, onClose, onDeactivated }: Props) {
  const { t } = useTranslation(['practice', 'common']);
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [roles, setRoles] = useState<readonly MemberRole[]>(member.roles);
  const [clinician, setClinician] = useState(member.clinician);
  const [errors, setErrors] = useState<Errors>({});
  const save = useMutation(memberMutations.save(client));
  const setActive = useMutation(memberMutations.setActive(client));
  useFirstErrorFocus(form, errors);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found: Errors = {};
    if (roles.length === 0) found.roles = t('members.noRole');
    if (clinician && !clinician.display_name.trim()) found.displayName = t('clinician.nameMissing');
    if (clinician?.video_link && !isHttps(clinician.video_link)) found.videoLink = t('clinician.videoLinkWrong');
    setErrors(found);
    if (Object.keys(found).length > 0) return;
    const values = clinician
      ? {
          display_name: clinician.display_name.trim(),
          title: clinician.title?.trim() || null,
          specialty: clinician.specialty?.trim() || null,
          color: clinician.color,
          accepts_self_booking: clinician.accepts_self_booking,
          video_link: clinician.video_link?.trim() || null,
        }
      : undefined;
    save.mutate(
      { practiceId, member, roles, clinician: values },
      {
        onSuccess: () => {
          onClose();
          toast({
            message:
              roles.includes('clinician') && !member.roles.includes('clinician')
                ? t('members.nowClinician', { name: member.name })
                : t('members.saved', { name: member.name }),
          });
        },
      },
    );
  };
  const toggleActive = () => {
    setActive.mutate(
      { practiceId, profileId: member.profileId, active: !member.active },
      {
        onSuccess: () => {
          if (member.active) return onDeactivated(member);
          onClose();
          toast({ message: t('members.reactivated', { name: member.name }) });
          return undefined;
        },
      },
    );
  };
  const toggle = (role: MemberRole, on: boolean) => {
    setRoles(memberRoles.filter((one) => (one === role ? on : roles.includes(one))));
    if (errors.roles) setErrors({});
  };
  const losesAccess = self && !roles.includes('admin');
  return (
    <FormSheet onClose={onClose} title={member.name} size={560}>
      <form ref={form} className={classes.form} onSubmit={submit} noValidate>
        {member.active ? null : <p className={classes.quiet}>{t('members.inactiveHint')}</p>}
        <fieldset className={classes.set} {...(errors.roles ? { 'aria-describedby': 'roles-wrong' } : {})}>
          <legend>{t('members.roles')}</legend>
          {memberRoles.map((role) => (
            <Checkbox
              key={role}
              label={t(`common:roles.${role}`)}
              description={t(`members.may.${role}`)}
              checked={roles.includes(role)}
              aria-invalid={errors.roles !== undefined}
              onChange={(event) => toggle(role, event.currentTarget.checked)}
            />
          ))}
          {errors.roles ? (
            <p id="roles-wrong" className={classes.fieldError}>
              {errors.roles}
            </p>
          ) : null}
        </fieldset>
        {losesAccess ? (
          <Alert color="yellow" role="status">
            {t('members.losesAccess')}
          </Alert>
        ) : null}
        {clinician && roles.includes('clinician') ? (
          <ClinicianFields values={clinician} onChange={setClinician} errors={errors} />
        ) : null}
        <Failed error={save.error ?? setActive.error} />
        <div className={classes.actions}>
          <Button
            variant="subtle"
            color={member.active ? 'red' : 'accent'}
            className={member.active ? `${classes.away} ${classes.danger}` : classes.away}
            loading={setActive.isPending}
            onClick={toggleActive}
          >
            {member.active ? t('members.deactivate') : t('members.reactivate')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('common:save')}
          </Button>
        </div>
      </form>
    </FormSheet>
  );
}

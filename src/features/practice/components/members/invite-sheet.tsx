import { Alert, Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from '../../../../components/ui/toast.tsx';
import type { Practice } from '../../../../lib/viewer/schema.ts';
import { invitationMutations } from '../../mutations.ts';
import { type MemberRole, memberRoles } from '../../schema.ts';
import { Failed } from '../failed.tsx';
import { FormSheet } from '../form-sheet.tsx';
import classes from '../practice.module.css';
import { useFirstErrorFocus } from '../use-first-error.ts';
import { CopyLink } from './copy-link.tsx';

const looksLikeEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim());

/** Asks somebody to join. When the mail cannot be sent the invitation stands, and the link is there to be passed on. */
export function InviteSheet({ practice, onClose }: { practice: Practice; onClose: () => void }) {
  const { t } = useTranslation(['practice', 'common']);
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState({ email: '', fullName: '', role: 'receptionist' as MemberRole });
  const [errors, setErrors] = useState<{ email?: string }>({});
  const invite = useMutation(invitationMutations.invite(client));
  useFirstErrorFocus(form, errors);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = looksLikeEmail(values.email) ? {} : { email: t('invite.emailWrong') };
    setErrors(found);
    if (Object.keys(found).length > 0) return;
    invite.mutate(
      { practiceId: practice.practice_id, ...values },
      {
        onSuccess: ({ invitation, mailed }) => {
          if (!mailed) return;
          onClose();
          toast({ message: t('invite.sent', { email: invitation.email }) });
        },
      },
    );
  };
  if (invite.data && !invite.data.mailed) {
    return (
      <FormSheet onClose={onClose} title={t('invite.title')}>
        <div className={classes.form}>
          <Alert color="yellow" role="alert">
            {t('invite.mailFailed', { email: invite.data.invitation.email })}
          </Alert>
          <div className={classes.actions}>
            <CopyLink />
            <Button onClick={onClose}>{t('common:close')}</Button>
          </div>
        </div>
      </FormSheet>
    );
  }
  return (
    <FormSheet onClose={onClose} title={t('invite.title')}>
      <form ref={form} className={classes.form} onSubmit={submit} noValidate>
        <TextInput
          label={t('invite.email')}
          description={t('invite.emailHint')}
          type="email"
          autoComplete="off"
          maxLength={320}
          data-autofocus
          value={values.email}
          error={errors.email}
          onChange={(event) => {
            setValues({ ...values, email: event.currentTarget.value });
            setErrors({});
          }}
        />
        <NativeSelect
          label={t('invite.role')}
          description={t(`members.may.${values.role}`)}
          value={values.role}
          onChange={(event) => setValues({ ...values, role: event.currentTarget.value as MemberRole })}
          data={memberRoles.map((role) => ({ value: role, label: t(`common:roles.${role}`) }))}
        />
        <TextInput
          label={t('invite.name')}
          autoComplete="off"
          maxLength={200}
          value={values.fullName}
          onChange={(event) => setValues({ ...values, fullName: event.currentTarget.value })}
        />
        <Failed error={invite.error} />
        <div className={classes.actions}>
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={invite.isPending}>
            {t('invite.send')}
          </Button>
        </div>
      </form>
    </FormSheet>
  );
}

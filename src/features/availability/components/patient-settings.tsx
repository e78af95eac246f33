import { Alert, Button, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { toast } from '../../../components/ui/toast.tsx';
import { availabilityMutations } from '../mutations.ts';
import { availabilityQueries } from '../queries.ts';
import { useNoticeText } from './notice-words.ts';
import classes from './settings.module.css';

type Props = {
  clinicianId: string;
  practiceId: string;
  /** The clinician and admins; the front desk may look. */
  mayChange: boolean;
  isAdmin: boolean;
  onDirty: (dirty: boolean) => void;
};
const usualNotice = [0, 30, 60, 120, 240, 480, 1440, 2880, 4320, 10080];

export const isHttps = (text: string): boolean => {
  try {
    return new URL(text).protocol === 'https:';
  } catch {
    return false;
  }
};

/** What patients feel of the settings: whether they may book, how soon, and where a video visit takes place. */
export function PatientSettings({ clinicianId, practiceId, mayChange, isAdmin, onDirty }: Props) {
  const { t } = useTranslation(['availability', 'common']);
  const errorText = useErrorText();
  const noticeText = useNoticeText();
  const client = useQueryClient();
  const settings = useQuery(availabilityQueries.settings(clinicianId));
  const rules = useQuery(availabilityQueries.rules(practiceId));
  const save = useMutation(availabilityMutations.saveSettings(client));
  const saveNotice = useMutation(availabilityMutations.saveNotice(client));
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState<string>();
  const [wrong, setWrong] = useState(false);
  const kept = settings.data?.video_link ?? '';
  const link = typed ?? kept;
  const changed = typed !== undefined && typed.trim() !== kept;
  useEffect(() => onDirty(changed), [changed, onDirty]);

  const accepts = (on: boolean) =>
    save.mutate(
      { clinicianId, change: { accepts_self_booking: on } },
      {
        onSuccess: () =>
          toast({
            message: on ? t('settings.selfOn') : t('settings.selfOff'),
            undo: () => save.mutate({ clinicianId, change: { accepts_self_booking: !on } }),
          }),
      },
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const text = link.trim();
    const refused = text !== '' && !isHttps(text);
    setWrong(refused);
    if (refused) return field.current?.focus();
    return save.mutate(
      { clinicianId, change: { video_link: text || null } },
      {
        onSuccess: () => {
          setTyped(undefined);
          toast({ message: t('settings.linkSaved') });
        },
      },
    );
  };
  const failed = save.error ?? saveNotice.error ?? settings.error ?? rules.error;
  const minutes = saveNotice.isPending ? saveNotice.variables.minutes : rules.data?.min_notice_minutes;
  if (!settings.data || !rules.data || minutes === undefined) {
    return failed ? (
      <Alert color="red" role="alert">
        {errorText(failed)}
      </Alert>
    ) : null;
  }
  return (
    <section aria-labelledby="patient-settings" className={classes.settings}>
      <h2 id="patient-settings" className={classes.title}>
        {t('settings.title')}
      </h2>
      {failed ? (
        <Alert color="red" role="alert">
          {errorText(failed)}
        </Alert>
      ) : null}
      <Switch
        label={t('settings.selfBooking')}
        description={mayChange ? t('settings.selfBookingHint') : t('settings.onlyClinician')}
        checked={settings.data.accepts_self_booking}
        disabled={!mayChange || save.isPending}
        onChange={(event) => accepts(event.currentTarget.checked)}
      />
      {isAdmin ? (
        <NativeSelect
          className={classes.notice}
          label={t('settings.notice')}
          description={t('settings.noticeHint')}
          value={String(minutes)}
          onChange={(event) => {
            const next = Number(event.currentTarget.value);
            saveNotice.mutate(
              { practiceId, minutes: next },
              {
                onSuccess: () =>
                  toast({
                    message: t('settings.noticeSaved'),
                    undo: () => saveNotice.mutate({ practiceId, minutes }),
                  }),
              },
            );
          }}
          data={[...new Set([...usualNotice, minutes])]
            .sort((a, b) => a - b)
            .map((value) => ({
              value: String(value),
              label: value === 0 ? t('settings.noNotice') : noticeText(value),
            }))}
        />
      ) : (
        <p className={classes.fact}>
          {minutes === 0 ? t('settings.noticeNone') : t('settings.noticeFact', { notice: noticeText(minutes) })}{' '}
          <span className={classes.quiet}>{t('settings.noticeAdmin')}</span>
        </p>
      )}
      {mayChange ? (
        <form className={classes.linkForm} noValidate onSubmit={submit}>
          <TextInput
            ref={field}
            type="url"
            label={t('settings.videoLink')}
            description={t('settings.videoLinkHint')}
            placeholder="https://"
            maxLength={2000}
            value={link}
            error={wrong ? t('settings.videoLinkWrong') : null}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setWrong(false);
            }}
          />
          {changed ? (
            <div className={classes.actions}>
              <Button variant="default" onClick={() => setTyped(undefined)}>
                {t('common:cancel')}
              </Button>
              <Button type="submit" loading={save.isPending}>
                {t('settings.saveLink')}
              </Button>
            </div>
          ) : null}
        </form>
      ) : (
        <p className={classes.fact}>
          {kept ? t('settings.videoLinkFact', { link: kept }) : t('settings.videoLinkNone')}
        </p>
      )}
    </section>
  );
}

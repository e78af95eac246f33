import { Button, NativeSelect } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Splash } from '../../../../components/ui/splash.tsx';
import { toLanguage } from '../../../../lib/language.ts';
import { failureWord } from '../../messages/health.ts';
import { templateMutations } from '../../messages/mutations.ts';
import { messageQueries } from '../../messages/queries.ts';
import {
  type Sample,
  type Side,
  type TemplateChannel,
  type Tested,
  templateKinds,
  templateLocales,
  templates,
} from '../../messages/schema.ts';
import { Failed } from '../failed.tsx';
import classes from '../practice.module.css';
import { MessagePreview } from './message-preview.tsx';
import own from './messages.module.css';

/** What each message looks like, with made-up facts, and a test to oneself. */
export function Templates({ practiceId }: { practiceId: string }) {
  const { t, i18n } = useTranslation('practice');
  const id = useId();
  const [sample, setSample] = useState<Sample>({
    practiceId,
    kind: 'reminder',
    side: 'patient',
    channel: 'email',
    locale: toLanguage(i18n.language) === 'es' ? 'es' : 'en',
  });
  const preview = useQuery(messageQueries.preview(sample));
  const test = useMutation(templateMutations.test());
  const kind: { sides: readonly Side[]; channels: readonly TemplateChannel[] } = templates[sample.kind];

  /** A side or a channel that the chosen message has not got gives way to its first. */
  const change = (part: Partial<Sample>) => {
    const next = { ...sample, ...part };
    const has: typeof kind = templates[next.kind];
    setSample({
      ...next,
      side: has.sides.find((side) => side === next.side) ?? has.sides[0] ?? 'patient',
      channel: has.channels.find((channel) => channel === next.channel) ?? has.channels[0] ?? 'email',
    });
    test.reset();
  };
  const field = <Value extends string>(
    label: string,
    value: Value,
    values: readonly Value[],
    word: (value: Value) => string,
    part: (value: Value) => Partial<Sample>,
  ) => (
    <NativeSelect
      label={label}
      value={value}
      onChange={(event) => {
        const chosen = values.find((one) => one === event.currentTarget.value);
        if (chosen !== undefined) change(part(chosen));
      }}
      data={values.map((one) => ({ value: one, label: word(one) }))}
    />
  );
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className={classes.subtitle}>
        {t('messages.templates.title')}
      </h2>
      <p className={own.hint}>{t('messages.templates.hint')}</p>
      <div className={`${classes.form} ${own.choices}`}>
        {field(
          t('messages.templates.kind'),
          sample.kind,
          templateKinds,
          (one) => t(`messages.kind.${one}`),
          (one) => ({ kind: one }),
        )}
        {field(
          t('messages.templates.side'),
          sample.side,
          kind.sides,
          (side) => t(`messages.side.${side}`),
          (side) => ({ side }),
        )}
        {field(
          t('messages.templates.channel'),
          sample.channel,
          kind.channels,
          (channel) => t(`messages.channel.${channel}`),
          (channel) => ({ channel }),
        )}
        {field(
          t('messages.templates.language'),
          sample.locale,
          templateLocales,
          (locale) => t(`messages.language.${locale}`),
          (locale) => ({ locale }),
        )}
      </div>
      <Failed error={preview.error} retry={() => void preview.refetch()} />
      {preview.isPending ? <Splash /> : null}
      {preview.data ? <MessagePreview preview={preview.data} locale={sample.locale} /> : null}
      <div className={own.test}>
        <Button
          variant="default"
          leftSection={<IconSend size={16} aria-hidden="true" />}
          loading={test.isPending}
          onClick={() => test.mutate(sample)}
        >
          {t('messages.templates.test')}
        </Button>
        <p role="status" className={own.outcome}>
          {test.data ? <Outcome tested={test.data} channel={sample.channel} /> : null}
        </p>
      </div>
      <Failed error={test.error} />
    </section>
  );
}

/** What became of the test, in words; why not, and what to do. */
function Outcome({ tested, channel }: { tested: Tested; channel: TemplateChannel }) {
  const { t } = useTranslation('practice');
  if (tested.outcome === 'sent') return t(`messages.templates.sent.${channel}`);
  const word = failureWord(tested.reason ?? 'unexpected');
  if (word === 'no_address') return t(`messages.templates.noAddress.${channel}`);
  if (word === 'channel_off') return t('messages.templates.channelOff');
  return `${t('messages.templates.notSent')} ${t(`messages.health.advice.${word}`)}`;
}

import { Button } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { smsSize } from '../../../../../supabase/functions/_shared/core/notifications/gsm-7.ts';
import type { Preview, TemplateLocale } from '../../messages/schema.ts';
import classes from '../practice.module.css';
import own from './messages.module.css';

type Props = { preview: Preview; locale: TemplateLocale };

/** The message as its reader sees it. Nothing in it can act: the mail stands in a frame without scripts or origin. */
export function MessagePreview({ preview, locale }: Props) {
  const { t } = useTranslation('practice');
  switch (preview.channel) {
    case 'email':
      return <Mail mail={preview} locale={locale} />;
    case 'sms': {
      const { length, segments } = smsSize(preview.text);
      return (
        <figure className={own.figure}>
          <p className={own.bubble} lang={locale} dir="auto">
            {preview.text}
          </p>
          <figcaption className={classes.small}>
            {t('messages.templates.characters', { count: length })} ·{' '}
            {t('messages.templates.segments', { count: segments })}
          </figcaption>
        </figure>
      );
    }
    case 'push':
      return (
        <figure className={own.figure}>
          <div className={own.push} lang={locale} dir="auto">
            <IconBell size={20} aria-hidden="true" className={own.pushSign} />
            <div>
              <strong>{preview.title}</strong>
              <p>{preview.body}</p>
            </div>
          </div>
        </figure>
      );
  }
}

function Mail({ mail, locale }: { mail: Extract<Preview, { channel: 'email' }>; locale: TemplateLocale }) {
  const { t } = useTranslation('practice');
  const [form, setForm] = useState<'html' | 'text'>('html');
  return (
    <div className={own.mail}>
      <div className={own.subject}>
        <p>
          <span className={classes.quiet}>{t('messages.templates.subject')}</span>{' '}
          <strong lang={locale} dir="auto">
            {mail.subject}
          </strong>
        </p>
        <fieldset className={own.forms} aria-label={t('messages.templates.form')}>
          {(['html', 'text'] as const).map((value) => (
            <Button
              key={value}
              size="compact-sm"
              variant={value === form ? 'default' : 'subtle'}
              aria-pressed={value === form}
              onClick={() => setForm(value)}
            >
              {t(`messages.templates.${value}`)}
            </Button>
          ))}
        </fieldset>
      </div>
      {form === 'html' ? (
        <iframe
          className={own.frame}
          title={t('messages.templates.frame', { subject: mail.subject })}
          sandbox=""
          srcDoc={mail.html}
          referrerPolicy="no-referrer"
        />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls, also by keyboard
        <section className={own.plain} aria-label={t('messages.templates.text')} tabIndex={0}>
          <pre lang={locale} dir="auto">
            {mail.text}
          </pre>
        </section>
      )}
    </div>
  );
}

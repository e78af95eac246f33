import { Button } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCheck,
  IconChevronDown,
  IconChevronRight,
  IconClock,
  IconMinus,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { useNow } from '../../../lib/now.ts';
import { formatDayTime } from '../../../lib/time.ts';
import { type MessageState, messageKind, messageState, type VisitMessage } from '../message-state.ts';
import { visitQueries } from '../queries.ts';
import classes from './appointment.module.css';

type Props = { appointmentId: string; zone: string; isStaff: boolean };

const iconOf = ({ state, tone }: MessageState) => {
  if (tone === 'good') return IconCheck;
  if (tone === 'bad') return IconAlertTriangle;
  return state === 'notSent' ? IconMinus : IconClock;
};

/** What was sent about the visit, what is planned, and what was not sent and why. Fetched when it is asked for. */
export function VisitMessages({ appointmentId, zone, isStaff }: Props) {
  const { t } = useTranslation(['appointment', 'common']);
  const errorText = useErrorText();
  const [open, setOpen] = useState(false);
  const listId = useId();
  const messages = useQuery({ ...visitQueries.messages(appointmentId), enabled: open });
  const now = useNow(60_000);
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <section className={classes.history}>
      <Button
        variant="subtle"
        size="compact-sm"
        className={classes.disclosure}
        leftSection={<Chevron size={16} aria-hidden="true" {...(open ? {} : { className: 'cs-flip-rtl' })} />}
        aria-expanded={open}
        aria-controls={open ? listId : undefined}
        onClick={() => setOpen((before) => !before)}
      >
        {t('sent.title')}
      </Button>
      {open ? (
        <div id={listId}>
          {messages.isError ? <p role="alert">{errorText(messages.error)}</p> : null}
          {messages.isPending ? <p className={classes.quiet}>{t('common:loading')}</p> : null}
          {messages.data?.length === 0 ? (
            <p className={classes.quiet}>{t(isStaff ? 'sent.none' : 'sent.noneYours')}</p>
          ) : null}
          {messages.data && messages.data.length > 0 ? (
            <ol className={classes.timeline} aria-label={t('sent.title')}>
              {messages.data.map((message) => (
                <Message key={message.message_id} message={message} zone={zone} isStaff={isStaff} now={now} />
              ))}
            </ol>
          ) : null}
        </div>
      ) : null}
    </section>
  );
}

type MessageProps = { message: VisitMessage; zone: string; isStaff: boolean; now: number };

function Message({ message, zone, isStaff, now }: MessageProps) {
  const { t } = useTranslation('appointment');
  const found = messageState(message, now);
  const Icon = iconOf(found);
  const kind = t(`sent.kind.${messageKind(message.kind)}`);
  const by = t(`sent.by.${message.delivery_method}`);
  const to = t(message.to_patient ? 'sent.toPatient' : 'sent.toPractice');
  return (
    <li>
      <time dateTime={found.at} className={classes.quiet}>
        {formatDayTime(found.at, zone)}
      </time>
      {/* A patient sees only their own: to whom goes without saying. */}
      <span>{isStaff ? t('sent.lineTo', { kind, by, to }) : t('sent.line', { kind, by })}</span>
      <span className={classes.messageState} data-tone={found.tone}>
        <Icon size={16} aria-hidden="true" />
        {'reason' in found
          ? t(`sent.state.${found.state}`, { reason: t(`sent.reason.${found.reason}`) })
          : t(`sent.state.${found.state}`)}
      </span>
    </li>
  );
}

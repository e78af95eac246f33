import { IconAlertTriangle, IconCircleCheck, IconCircleOff, IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../../lib/now.ts';
import { formatDayTime } from '../../../../lib/time.ts';
import type { Practice } from '../../../../lib/viewer/schema.ts';
import { type ChannelState, channelState } from '../../messages/health.ts';
import { messageQueries } from '../../messages/queries.ts';
import { deliveryMethods, type MessageFigures } from '../../messages/schema.ts';
import { Failed } from '../failed.tsx';
import classes from '../practice.module.css';
import own from './messages.module.css';

const signs = {
  good: { Icon: IconCircleCheck, tone: 'good' },
  undelivered: { Icon: IconInfoCircle, tone: 'warn' },
  address: { Icon: IconInfoCircle, tone: 'warn' },
  late: { Icon: IconAlertTriangle, tone: 'bad' },
  failing: { Icon: IconAlertTriangle, tone: 'bad' },
  off: { Icon: IconCircleOff, tone: 'quiet' },
} as const satisfies Record<ChannelState['state'], { Icon: typeof IconInfoCircle; tone: string }>;

/** For each channel in words how it goes, and the one thing to do. */
export function Health({ practice }: { practice: Practice }) {
  const { t } = useTranslation('practice');
  const id = useId();
  const health = useQuery(messageQueries.health(practice.practice_id));
  const channels = useQuery(messageQueries.channels());
  const now = useNow(60_000);
  const waiting = health.data?.reduce((sum, { waiting: count }) => sum + count, 0);
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className={own.heading}>
        {t('messages.health.title')}
      </h2>
      <Failed
        error={health.error ?? channels.error}
        retry={() => void Promise.all([health.refetch(), channels.refetch()])}
      />
      <ul className={own.channels} aria-labelledby={id} aria-busy={health.isPending || channels.isPending}>
        {health.data && channels.data
          ? deliveryMethods.map((method) => {
              const figures = health.data.find((one) => one.delivery_method === method);
              if (!figures) return null;
              const on = method === 'in_app' || channels.data[method];
              return (
                <Channel
                  key={method}
                  figures={figures}
                  state={channelState(figures, on, now)}
                  zone={practice.timezone}
                />
              );
            })
          : null}
      </ul>
      {waiting === undefined ? null : (
        <p className={classes.small}>
          {waiting === 0 ? t('messages.health.nothingWaits') : t('messages.health.waits', { count: waiting })}
        </p>
      )}
    </section>
  );
}

function Channel({ figures, state, zone }: { figures: MessageFigures; state: ChannelState; zone: string }) {
  const { t } = useTranslation('practice');
  const { Icon, tone } = signs[state.state];
  const counts = [
    t('messages.health.sent', { count: figures.day_sent }),
    figures.day_failed > 0 ? t('messages.health.failed', { count: figures.day_failed }) : undefined,
    figures.day_undelivered > 0 ? t('messages.health.undelivered', { count: figures.day_undelivered }) : undefined,
  ].filter((words) => words !== undefined);
  return (
    <li>
      <strong>{t(`messages.channel.${figures.delivery_method}`)}</strong>
      <span className={own.state} data-tone={tone}>
        <Icon size={18} aria-hidden="true" />
        {t(`messages.health.states.${state.state}`)}
      </span>
      {state.state === 'off' ? null : <span className={classes.small}>{counts.join(' · ')}</span>}
      <Advice state={state} failedAt={figures.last_failure_at} zone={zone} />
    </li>
  );
}

function Advice({ state, failedAt, zone }: { state: ChannelState; failedAt: string | null; zone: string }) {
  const { t } = useTranslation('practice');
  if (state.state === 'good') return null;
  if (state.state === 'off') return <span className={own.advice}>{t('messages.health.advice.off')}</span>;
  if (state.state === 'late') {
    return (
      <span className={own.advice}>{t('messages.health.advice.late', { when: formatDayTime(state.since, zone) })}</span>
    );
  }
  if (state.state === 'undelivered') {
    return <span className={own.advice}>{t('messages.health.advice.undelivered')}</span>;
  }
  return (
    <span className={own.advice}>
      {t(`messages.health.advice.${state.word}`)}
      {failedAt ? ` ${t('messages.health.lastly', { when: formatDayTime(failedAt, zone) })}` : null}
    </span>
  );
}

import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../components/ui/error-text.tsx';
import { ProblemError } from '../../lib/functions.ts';
import { dayOf, formatDayTime, formatTime, today } from '../../lib/time.ts';
import { withCommas } from '../../lib/words.ts';
import type { Health } from './health.ts';
import type { Connection, MentionedVisit, Provider } from './schema.ts';
import { formatAgo } from './words.ts';

const problems = [
  'invalid_credentials',
  'address_refused',
  'not_caldav',
  'provider_unreachable',
  'invalid_input',
  'account_taken',
  'not_configured',
  'needs_reauth',
] as const;

/** What a function of the sync answered, in words; everything else as everywhere in the app. */
export function useProblemText(): (error: unknown) => string {
  const { t } = useTranslation('sync');
  const errorText = useErrorText();
  return (error) => {
    const problem = error instanceof ProblemError ? error.problem : undefined;
    const known = problems.find((one) => one === problem);
    return known ? t(`problem.${known}`) : errorText(error);
  };
}

/** How connections and visits are called on this page. */
export function useSyncNames(zone: string) {
  const { t } = useTranslation(['sync', 'common']);
  const providerName = (provider: Provider) => t(`common:providers.${provider}`);
  const calendarName = (connection: Connection) =>
    connection.calendar_name?.trim() || connection.account_email || t('noName');
  const visitName = (visit: MentionedVisit | null | undefined) =>
    visit
      ? withCommas(visit.patient?.full_name || t('common:noPatientName'), formatDayTime(visit.scheduled_start, zone))
      : undefined;
  return { providerName, calendarName, visitName };
}

/** The health of a connection: one line, and where it helps, a sentence about it. */
export function useHealthWords(zone: string, now: number) {
  const { t } = useTranslation(['sync', 'common']);
  const clock = (iso: string) =>
    dayOf(iso, zone) === today(zone, new Date(now)) ? formatTime(iso, zone) : formatDayTime(iso, zone);
  return (health: Health, provider: string): { line: string; hint: string | undefined } => {
    switch (health.kind) {
      case 'inStep':
        return { line: t('health.inStep', { ago: formatAgo(health.at, now) }), hint: undefined };
      case 'waiting':
        return { line: t('health.waiting'), hint: undefined };
      case 'running':
        return {
          line: health.left > 0 ? t('health.runningLeft', { count: health.left }) : t('health.running'),
          hint: undefined,
        };
      case 'reauth':
        return { line: t('health.reauth'), hint: t('hint.reauth', { provider }) };
      case 'paused':
        return health.decision
          ? { line: t('health.pausedDeletions'), hint: undefined }
          : { line: t('health.paused'), hint: t('hint.paused') };
      case 'off':
        return { line: t('health.off'), hint: t('hint.off') };
      case 'late':
        return { line: t('health.late', { ago: formatAgo(health.at, now) }), hint: t('hint.late') };
      case 'stuck':
        return { line: t('health.stuck', { count: health.jobs.length }), hint: t('hint.stuck') };
      case 'failing': {
        const problem = t(`reason.${health.reason}`, { provider });
        return {
          line: health.retryAt ? t('health.retryAt', { problem, time: clock(health.retryAt) }) : problem,
          hint: health.reason === 'gone' ? t('hint.gone') : undefined,
        };
      }
    }
  };
}

import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import type { BulkReport, Refusal } from '../bulk.ts';

/** The report in whole sentences: what was done, what was not, and why. */
export function useReportText() {
  const { t } = useTranslation('list');
  const errorText = useErrorText();
  const done = ({ action, done }: BulkReport) =>
    t(action.kind === 'confirm' ? 'report.confirmed' : 'report.cancelled', { count: done.length });
  const refused = (report: BulkReport) =>
    report.refused.length > 0 ? t('report.refused', { count: report.refused.length }) : undefined;
  const untried = (report: BulkReport) =>
    report.untried.length > 0 ? t('report.untried', { count: report.untried.length }) : undefined;
  const why = ({ why }: Refusal) => (why.kind === 'status' ? t(`report.already.${why.status}`) : errorText(why.error));
  const summary = (report: BulkReport) => [done(report), refused(report), untried(report)].filter(Boolean).join(' ');
  return { done, refused, untried, why, summary };
}

import { ActionIcon } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Visit } from '../../../lib/appointments/schema.ts';
import { formatDayTime } from '../../../lib/time.ts';
import type { BulkReport as Report } from '../bulk.ts';
import classes from './bulk.module.css';
import { useReportText } from './report-text.ts';

type Props = {
  report: Report;
  zone: string;
  hrefOf: (id: string) => string;
  onOpen: (id: string) => void;
  onClose: () => void;
};

/** What came of a change of many visits. It stays above the list until it is closed, so that each one can be looked at. */
export function BulkReport({ report, zone, hrefOf, onOpen, onClose }: Props) {
  const { t } = useTranslation(['list', 'common']);
  const text = useReportText();
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new report takes the focus, once
  useEffect(() => heading.current?.focus(), [report]);
  const clean = report.refused.length === 0 && report.untried.length === 0;
  const Sign = clean ? IconCheck : IconAlertTriangle;
  const name = (visit: Visit) => visit.patient?.full_name || t('common:noPatientName');
  return (
    <section className={classes.report} aria-label={t('report.label')} data-clean={clean || undefined}>
      <div className={classes.reportHead}>
        <Sign size={18} aria-hidden="true" className={classes.sign} />
        <h2 ref={heading} tabIndex={-1} className={classes.reportTitle}>
          {text.done(report)}
        </h2>
        <ActionIcon
          variant="subtle"
          color="gray"
          className={classes.close}
          aria-label={t('report.close')}
          onClick={onClose}
        >
          <IconX size={18} aria-hidden="true" />
        </ActionIcon>
      </div>
      {report.refused.length > 0 ? (
        <>
          <p className={classes.reportText}>{text.refused(report)}</p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long report scrolls, also by keyboard */}
          <ul className={classes.refusals} tabIndex={0} aria-label={text.refused(report)}>
            {report.refused.map((refusal) => {
              const { visit } = refusal;
              const when = formatDayTime(visit.scheduled_start, zone);
              return (
                <li key={visit.appointment_id} className={classes.refusal}>
                  <a
                    href={hrefOf(visit.appointment_id)}
                    className={classes.who}
                    aria-label={t('report.open', { patient: name(visit), when })}
                    onClick={(event) => {
                      if (event.ctrlKey || event.metaKey) return;
                      event.preventDefault();
                      onOpen(visit.appointment_id);
                    }}
                  >
                    {name(visit)}
                  </a>
                  <span className={classes.when}>{when}</span>
                  <span className={classes.why}>{text.why(refusal)}</span>
                </li>
              );
            })}
          </ul>
        </>
      ) : null}
      {report.untried.length > 0 ? <p className={classes.reportText}>{text.untried(report)}</p> : null}
    </section>
  );
}

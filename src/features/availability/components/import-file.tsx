import { Alert } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../../../components/ui/sheet.tsx';
import { addDays, today } from '../../../lib/time.ts';
import { type IcsAnswer, readIcs } from '../ics.ts';
import { limits } from '../ics-lines.ts';
import { mergeDays } from '../imports.ts';
import { CandidateList } from './candidate-list.tsx';
import classes from './month.module.css';
import { Warning } from './warning.tsx';

type Props = { clinicianId: string; zone: string; onClose: () => void };
/** Two years ahead. */
const windowDays = 731;

/** A file is read here, in the browser, and goes nowhere; only the days that are ticked are saved. */
export function ImportFile({ clinicianId, zone, onClose }: Props) {
  const { t } = useTranslation('availability');
  const read = useMutation({
    mutationFn: async (file: File): Promise<IcsAnswer> => {
      if (file.size > limits.bytes) return { ok: false, reason: 'tooLarge', line: 1 };
      const [text, { default: parser }] = await Promise.all([file.text(), import('ical.js')]);
      const from = today(zone);
      return readIcs(text, { from, until: addDays(from, windowDays) }, zone, parser);
    },
  });
  const answer = read.data;
  const days = answer?.ok ? mergeDays(answer.days) : [];
  return (
    <Sheet opened onClose={onClose} title={t('file.title')} size={520}>
      <div className={classes.form}>
        <label className={classes.file}>
          <span className={classes.fileLabel}>{t('file.label')}</span>
          <input
            type="file"
            accept=".ics,text/calendar"
            data-autofocus
            aria-describedby="file-hint"
            onChange={(event) => {
              const [file] = event.currentTarget.files ?? [];
              if (file) read.mutate(file);
            }}
          />
        </label>
        <p id="file-hint" className={classes.hint}>
          {t('file.hint')}
        </p>
        {read.isPending ? <p role="status">{t('file.reading')}</p> : null}
        {read.isError ? (
          <Alert color="red" role="alert">
            {t('file.unreadable')}
          </Alert>
        ) : null}
        {answer && !answer.ok ? (
          <Alert color="red" role="alert">
            {t(`file.refused.${answer.reason}`, { line: answer.line })}
          </Alert>
        ) : null}
        {answer?.ok && answer.skipped.length > 0 ? (
          <Warning>
            <p className={classes.alertText}>{t('file.skipped', { count: answer.skipped.length })}</p>
            <ul className={classes.clashes}>
              {answer.skipped.slice(0, 5).map((event) => (
                <li key={event.line}>
                  {event.title
                    ? t(`file.why.${event.reason}Of`, { line: event.line, title: event.title })
                    : t(`file.why.${event.reason}`, { line: event.line })}
                </li>
              ))}
            </ul>
          </Warning>
        ) : null}
        {answer?.ok && days.length === 0 ? <p role="status">{t('file.nothing')}</p> : null}
        {days.length > 0 ? (
          <CandidateList
            key={read.submittedAt}
            clinicianId={clinicianId}
            days={days}
            onClose={onClose}
            onDone={onClose}
          />
        ) : null}
      </div>
    </Sheet>
  );
}

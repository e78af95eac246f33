import { IconChevronDown } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatTime } from '../../../../lib/time.ts';
import { type AuditEvent, isOneVisit, type Names } from '../../audit/schema.ts';
import type { AuditWords } from '../../audit/use-audit-words.ts';
import own from './audit.module.css';

type Props = {
  event: AuditEvent;
  names: Names;
  words: AuditWords;
  zone: string;
  /** Shows the trail of this one visit; absent while it is shown already. */
  onVisit: ((visitId: string) => void) | undefined;
};

/** One event in words; its old and new values open beneath. */
export function AuditRow({ event, names, words, zone, onVisit }: Props) {
  const { t } = useTranslation('practice');
  const id = useId();
  const [open, setOpen] = useState(false);
  const fields = words.fields(event, names);
  const sentence = words.sentence(event, names);
  return (
    <li>
      <time className={own.time} dateTime={event.occurred_at}>
        {formatTime(event.occurred_at, zone)}
      </time>
      <div className={own.text}>
        <p className={own.sentence}>{sentence}</p>
        <div className={own.tools}>
          {isOneVisit(event) && onVisit ? (
            <button type="button" className={own.link} onClick={() => onVisit(event.entity_id)}>
              {t('audit.onlyVisit')}
              <span className="visually-hidden">: {sentence}</span>
            </button>
          ) : null}
          {fields.length > 0 ? (
            <button
              type="button"
              className={own.link}
              aria-expanded={open}
              aria-controls={id}
              onClick={() => setOpen(!open)}
            >
              {t('audit.details')}
              <span className="visually-hidden">: {sentence}</span>
              <IconChevronDown size={14} aria-hidden="true" className={own.arrow} />
            </button>
          ) : null}
        </div>
        {fields.length > 0 ? (
          <table id={id} className={own.table} hidden={!open}>
            <thead>
              <tr>
                <th scope="col">{t('audit.column')}</th>
                <th scope="col">{t('audit.before')}</th>
                <th scope="col">{t('audit.after')}</th>
              </tr>
            </thead>
            <tbody>
              {fields.map(({ column, label, from, to }) => (
                <tr key={column}>
                  <th scope="row">{label}</th>
                  <td>{from}</td>
                  <td>{to}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : null}
      </div>
    </li>
  );
}

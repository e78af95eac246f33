import { Button } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { practiceQueries } from '../../../lib/practice/queries.ts';
import { formatDayTime, formatLocale } from '../../../lib/time.ts';
import { happening, tookBusyTime, type VisitEvent } from '../history.ts';
import { visitQueries } from '../queries.ts';
import classes from './appointment.module.css';

type Props = { appointmentId: string; zone: string };

/** Who did what and when, in words. Fetched when it is asked for. */
export function VisitHistory({ appointmentId, zone }: Props) {
  const { t } = useTranslation(['appointment', 'common']);
  const errorText = useErrorText();
  const [open, setOpen] = useState(false);
  const listId = useId();
  const history = useQuery({ ...visitQueries.history(appointmentId), enabled: open });
  const sentence = useSentence(zone);
  return (
    <section className={classes.history}>
      <Button
        variant="subtle"
        size="compact-sm"
        className={classes.disclosure}
        leftSection={
          open ? (
            <IconChevronDown size={16} aria-hidden="true" />
          ) : (
            <IconChevronRight size={16} aria-hidden="true" className="cs-flip-rtl" />
          )
        }
        aria-expanded={open}
        aria-controls={open ? listId : undefined}
        onClick={() => setOpen((now) => !now)}
      >
        {t('history.title')}
      </Button>
      {open ? (
        <div id={listId}>
          {history.isError ? <p role="alert">{errorText(history.error)}</p> : null}
          {history.isPending ? <p className={classes.quiet}>{t('common:loading')}</p> : null}
          {history.data?.length === 0 ? <p className={classes.quiet}>{t('history.none')}</p> : null}
          {history.data && history.data.length > 0 ? (
            <ol className={classes.timeline}>
              {history.data.map((event) => (
                <li key={event.event_id}>
                  <time dateTime={event.occurred_at} className={classes.quiet}>
                    {formatDayTime(event.occurred_at, zone)}
                  </time>
                  <span>{sentence(event, event.actorName)}</span>
                  {tookBusyTime(event) ? <span className={classes.quiet}>{t('history.overbooked')}</span> : null}
                </li>
              ))}
            </ol>
          ) : null}
        </div>
      ) : null}
    </section>
  );
}

function useSentence(zone: string): (event: VisitEvent, actorName: string | undefined) => string {
  const { t } = useTranslation('appointment');
  const clinicians = useQuery(practiceQueries.clinicians());
  const clinicianName = (id: string) =>
    clinicians.data?.find((clinician) => clinician.clinician_id === id)?.display_name ?? t('history.somebody');
  const nobody = (event: VisitEvent) => {
    if (event.actor_id === null) return t('history.system');
    return event.actor_role === 'patient' ? t('history.patient') : t('history.somebody');
  };
  return (event, actorName) => {
    const name = actorName || nobody(event);
    const what = happening(event);
    switch (what.kind) {
      case 'booked':
      case 'requested':
        return what.when
          ? t(`history.${what.kind}`, { name, when: formatDayTime(what.when, zone) })
          : t('history.touched', { name });
      case 'moved':
      case 'resized':
        return t(`history.${what.kind}`, {
          name,
          from: formatDayTime(what.from, zone),
          to: formatDayTime(what.to, zone),
        });
      case 'reassigned': {
        const people = { name, from: clinicianName(what.from), to: clinicianName(what.to) };
        return what.when
          ? t('history.reassignedAt', { ...people, when: formatDayTime(what.when, zone) })
          : t('history.reassigned', people);
      }
      case 'edited': {
        if (what.fields.length === 0) return t('history.touched', { name });
        const fields = what.fields.map((field) => t(`history.field.${field}`));
        return t('history.edited', { name, fields: new Intl.ListFormat(formatLocale()).format(fields) });
      }
      default:
        return t(`history.${what.kind}`, { name });
    }
  };
}

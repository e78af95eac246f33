import { Alert, Button, Popover } from '@mantine/core';
import { IconCalendarPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { googleLink, outlookLink, yahooLink } from '#shared/core/icalendar/add-links.ts';
import type { CalendarEntry } from '#shared/core/icalendar/calendar-entry.ts';
import { calendarEntryQuery, type EntryRow } from '../lib/appointments/calendar-entry.ts';
import { downloadText } from '../lib/csv.ts';
import classes from './add-to-calendar.module.css';
import { useErrorText } from './ui/error-text.tsx';

type Props = {
  appointmentId: string;
  /** The times of the file are on this practice's clock. */
  practice: { name: string; timezone: string } | undefined;
};

/** Puts a visit into one's own calendar: as a file for any app, or through the form of a calendar on the web. */
export function AddToCalendar({ appointmentId, practice }: Props) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const [opened, setOpened] = useState(false);
  const row = useQuery({ ...calendarEntryQuery(appointmentId), enabled: opened });
  const summary = t('addToCalendar.summary', { practice: practice?.name ?? '' });
  const entry = row.data && toEntry(row.data, appointmentId, summary, practice?.timezone);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" width={240} trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconCalendarPlus size={16} aria-hidden="true" />}
          onClick={() => setOpened((now) => !now)}
        >
          {t('addToCalendar.title')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('addToCalendar.title')} p={4}>
        {row.isError ? (
          <Alert color="red" role="alert">
            {errorText(row.error)}
          </Alert>
        ) : null}
        {row.isPending ? <p className={classes.quiet}>{t('loading')}</p> : null}
        {entry ? (
          <ul className={classes.choices}>
            <li>
              <button
                type="button"
                className={classes.choice}
                onClick={() => {
                  setOpened(false);
                  void download(entry);
                }}
              >
                {t('addToCalendar.file')}
              </button>
            </li>
            {webCalendars.map(({ text, link }) => (
              <li key={text}>
                <a
                  className={classes.choice}
                  href={link(entry)}
                  target="_blank"
                  rel="noreferrer noopener"
                  onClick={() => setOpened(false)}
                >
                  {t(text)}
                </a>
              </li>
            ))}
          </ul>
        ) : null}
      </Popover.Dropdown>
    </Popover>
  );
}

const webCalendars = [
  { text: 'addToCalendar.google', link: googleLink },
  { text: 'addToCalendar.outlook', link: (entry: CalendarEntry) => outlookLink(entry, 'personal') },
  { text: 'addToCalendar.microsoft', link: (entry: CalendarEntry) => outlookLink(entry, 'work') },
  { text: 'addToCalendar.yahoo', link: yahooLink },
] as const;

/** A title that tells nothing about the reason: other people read calendars. */
function toEntry(row: EntryRow, appointmentId: string, summary: string, timezone: string | undefined): CalendarEntry {
  const status = row.status === 'requested' || row.status === 'cancelled' ? row.status : 'confirmed';
  return {
    uid: row.ical_uid,
    sequence: row.ical_sequence,
    start: row.scheduled_start,
    end: row.scheduled_end,
    timezone,
    status,
    summary,
    location: row.location ?? undefined,
    url: `${window.location.origin}/visits?visit=${appointmentId}`,
  };
}

async function download(entry: CalendarEntry) {
  const { visitCalendar } = await import('#shared/core/icalendar/visit-calendar.ts');
  downloadText('appointment.ics', visitCalendar(entry, new Date()), 'text/calendar;charset=utf-8');
}

import '@mantine/core/styles/Combobox.layer.css';
import { ActionIcon, Button, NativeSelect } from '@mantine/core';
import { IconCalendarOff, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useIsPhone } from '../../../lib/media.ts';
import type { Clinician } from '../../../lib/practice/schema.ts';
import { formatLocale, stepDate, today } from '../../../lib/time.ts';
import { type CalendarLocation, type CalendarView, showsCancelled, spanOf } from '../location.ts';
import { viewTitle } from '../title.ts';
import classes from './toolbar.module.css';
import { ViewSwitch } from './view-switch.tsx';
import { WeekStrip } from './week-strip.tsx';
import { ZoneMenu } from './zone-menu.tsx';

type Props = {
  location: CalendarLocation;
  navigate: (change: Partial<CalendarLocation>) => void;
  views: readonly CalendarView[];
  clinicians: readonly Clinician[];
  clinician: Clinician;
  /** The clinician's own zone; for the team that of the practice. */
  homeZone: string;
  zone: string;
  firstDay: number;
  mayChoose: boolean;
  cancelledCount: number;
};

const formatCount = (count: number): string => count.toLocaleString(formatLocale());

export function Toolbar(props: Props) {
  const { location, navigate, clinician, homeZone, zone, firstDay } = props;
  const { t } = useTranslation('calendar');
  const phone = useIsPhone();
  const span = spanOf(location.view);
  const size = phone ? 44 : 36;
  const step = (direction: 1 | -1) => navigate({ date: stepDate(span, location.date, direction) });
  const shown = showsCancelled(location);
  const chooser = props.mayChoose && location.view !== 'team';
  return (
    <div className={classes.toolbar}>
      <div className={classes.moment}>
        <ActionIcon variant="default" size={size} aria-label={t(`previous.${span}`)} onClick={() => step(-1)}>
          <IconChevronLeft size={18} aria-hidden="true" className="cs-flip-rtl" />
        </ActionIcon>
        <ActionIcon variant="default" size={size} aria-label={t(`next.${span}`)} onClick={() => step(1)}>
          <IconChevronRight size={18} aria-hidden="true" className="cs-flip-rtl" />
        </ActionIcon>
        <Button variant="default" className={classes.today} onClick={() => navigate({ date: today(zone) })}>
          {t('today')}
        </Button>
        <h1 className={classes.title} aria-live="polite">
          {viewTitle(span, location.date, firstDay, phone)}
        </h1>
      </div>
      <div className={classes.choices}>
        {chooser ? (
          <NativeSelect
            aria-label={t('clinician')}
            className={classes.clinician}
            value={clinician.clinician_id}
            onChange={(event) => navigate({ clinicianId: event.currentTarget.value })}
            data={props.clinicians.map((c) => ({ value: c.clinician_id, label: c.display_name }))}
          />
        ) : null}
        <ZoneMenu location={location} navigate={navigate} homeZone={homeZone} zone={zone} />
        <Button
          variant="default"
          className={classes.cancelled}
          aria-pressed={shown}
          aria-label={t('cancelled', { count: props.cancelledCount })}
          leftSection={<IconCalendarOff size={16} aria-hidden="true" />}
          onClick={() => navigate({ cancelled: shown ? 'hide' : 'show' })}
        >
          {phone ? formatCount(props.cancelledCount) : t('cancelled', { count: props.cancelledCount })}
        </Button>
        <ViewSwitch views={props.views} value={location.view} onChange={(view) => navigate({ view })} />
      </div>
      {phone && span === 'day' ? (
        <WeekStrip date={location.date} zone={zone} firstDay={firstDay} onDay={(date) => navigate({ date })} />
      ) : null}
    </div>
  );
}

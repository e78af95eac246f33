import '@mantine/core/styles/Combobox.layer.css';
import { ActionIcon, Button, NativeSelect } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useIsPhone } from '../../../lib/media.ts';
import type { Clinician } from '../../../lib/practice/schema.ts';
import { type CalendarViewName, sameClock, stepDate, today, viewerZone, zoneName } from '../../../lib/time.ts';
import type { CalendarLocation } from '../location.ts';
import { viewTitle } from '../title.ts';
import classes from './calendar.module.css';
import { ViewSwitch } from './view-switch.tsx';

const views: readonly CalendarViewName[] = ['day', 'week', 'month', 'list'];

type Props = {
  location: CalendarLocation;
  navigate: (change: Partial<CalendarLocation>) => void;
  clinicians: readonly Clinician[];
  clinician: Clinician;
  clinicianZone: string;
  zone: string;
  firstDay: number;
  mayChoose: boolean;
  onBook: () => void;
};

export function Toolbar(props: Props) {
  const { location, navigate, clinician, clinicianZone, zone, firstDay } = props;
  const { t } = useTranslation('calendar');
  const phone = useIsPhone();
  const day = new Date(`${location.date}T12:00:00Z`);
  const twoClocks = !sameClock(clinicianZone, viewerZone(), day);
  const step = (direction: 1 | -1) => navigate({ date: stepDate(location.view, location.date, direction) });
  return (
    <div className={classes.toolbar}>
      <div className={classes.moment}>
        <ActionIcon
          variant="default"
          size={phone ? 44 : 36}
          aria-label={t(`previous.${location.view}`)}
          onClick={() => step(-1)}
        >
          <IconChevronLeft size={18} aria-hidden="true" />
        </ActionIcon>
        <ActionIcon
          variant="default"
          size={phone ? 44 : 36}
          aria-label={t(`next.${location.view}`)}
          onClick={() => step(1)}
        >
          <IconChevronRight size={18} aria-hidden="true" />
        </ActionIcon>
        <Button variant="default" className={classes.today} onClick={() => navigate({ date: today(zone) })}>
          {t('today')}
        </Button>
        <h1 className={classes.title} aria-live="polite">
          {viewTitle(location.view, location.date, firstDay, phone)}
        </h1>
      </div>
      <div className={classes.choices}>
        {props.mayChoose ? (
          <NativeSelect
            aria-label={t('clinician')}
            className={classes.clinician}
            value={clinician.clinician_id}
            onChange={(event) => navigate({ clinicianId: event.currentTarget.value })}
            data={props.clinicians.map((c) => ({ value: c.clinician_id, label: c.display_name }))}
          />
        ) : null}
        {twoClocks ? (
          <NativeSelect
            aria-label={t('zone.label')}
            className={classes.zone}
            value={location.zone}
            onChange={(event) => navigate({ zone: event.currentTarget.value === 'mine' ? 'mine' : 'clinician' })}
            data={[
              { value: 'clinician', label: t('zone.clinician', { zone: zoneName(clinicianZone, day) }) },
              { value: 'mine', label: t('zone.mine', { zone: zoneName(viewerZone(), day) }) },
            ]}
          />
        ) : null}
        {phone ? (
          <NativeSelect
            aria-label={t('view.label')}
            value={location.view}
            onChange={(event) => navigate({ view: views.find((view) => view === event.currentTarget.value) ?? 'day' })}
            data={views.map((view) => ({ value: view, label: t(`view.${view}`) }))}
          />
        ) : (
          <ViewSwitch views={views} value={location.view} onChange={(view) => navigate({ view })} />
        )}
        {phone ? (
          <ActionIcon
            className={classes.book}
            size={56}
            radius="xl"
            aria-label={t('newAppointment')}
            onClick={props.onBook}
          >
            <IconPlus size={26} aria-hidden="true" />
          </ActionIcon>
        ) : (
          <Button leftSection={<IconPlus size={18} aria-hidden="true" />} onClick={props.onBook}>
            {t('newAppointment')}
          </Button>
        )}
      </div>
    </div>
  );
}

import { Button, Popover } from '@mantine/core';
import { IconWorld } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { zoneName } from '../../../lib/time.ts';
import type { CalendarLocation } from '../location.ts';
import { cityOf } from '../second-clock.ts';
import classes from './toolbar.module.css';

const ZoneChoice = lazy(async () => ({ default: (await import('./zone-choice.tsx')).ZoneChoice }));

type Props = {
  location: CalendarLocation;
  navigate: (change: Partial<CalendarLocation>) => void;
  homeZone: string;
  zone: string;
};

/** Whose clock the times are on, and which one stands beside it. What is in the menu comes when it is opened. */
export function ZoneMenu({ location, navigate, homeZone, zone }: Props) {
  const { t } = useTranslation('calendar');
  const [opened, setOpened] = useState(false);
  const day = new Date(`${location.date}T12:00:00Z`);
  const first = zoneName(zone, day);
  const second = location.zone2 ? zoneName(location.zone2, day) : undefined;
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={320} trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          className={classes.zone}
          leftSection={<IconWorld size={16} aria-hidden="true" />}
          aria-label={second ? t('zone.openTwo', { first, second }) : t('zone.open', { zone: first })}
          onClick={() => setOpened((now) => !now)}
        >
          {location.zone2 ? t('zone.two', { first: cityOf(zone), second: cityOf(location.zone2) }) : first}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.zoneMenu} aria-label={t('zone.label')}>
        <Suspense>
          <ZoneChoice location={location} navigate={navigate} homeZone={homeZone} zone={zone} day={day} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}

import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Radio.layer.css';
import { Radio, Stack, TextInput } from '@mantine/core';
import { useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sameClock, viewerZone, zoneName } from '../../../lib/time.ts';
import { zoneChoices } from '../../../lib/zones.ts';
import type { CalendarLocation } from '../location.ts';
import classes from './toolbar.module.css';

type Props = {
  location: CalendarLocation;
  navigate: (change: Partial<CalendarLocation>) => void;
  homeZone: string;
  zone: string;
  day: Date;
};

const atMost = 6;
const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();

export function ZoneChoice({ location, navigate, homeZone, zone, day }: Props) {
  const { t } = useTranslation('calendar');
  const [search, setSearch] = useState('');
  const found = useId();
  const own = viewerZone();
  const all = useMemo(() => zoneChoices(own, day), [own, day]);
  const wanted = plain(search.trim());
  const matches = wanted
    ? all.filter(({ label, value }) => plain(`${label} ${value.replaceAll('_', ' ')}`).includes(wanted))
    : [];
  // Offered without a search: the viewer's own clock and the clinician's, and the one that is shown already.
  const near = [...new Set([location.zone2, own, homeZone])].filter(
    (candidate) => candidate !== undefined && (candidate === location.zone2 || !sameClock(candidate, zone, day)),
  );
  const choices = wanted
    ? matches.slice(0, atMost)
    : near.flatMap((value) => (value ? [{ value, label: zoneName(value, day) }] : []));
  return (
    <Stack gap={16}>
      {sameClock(homeZone, own, day) ? null : (
        <Radio.Group
          label={t('zone.label')}
          value={location.zone}
          onChange={(value) => navigate({ zone: value === 'mine' ? 'mine' : 'clinician' })}
        >
          <Radio
            size="md"
            value="clinician"
            label={t(location.view === 'team' ? 'zone.practice' : 'zone.clinician', { zone: zoneName(homeZone, day) })}
          />
          <Radio size="md" value="mine" label={t('zone.mine', { zone: zoneName(own, day) })} />
        </Radio.Group>
      )}
      <div className={classes.second}>
        <TextInput
          type="search"
          label={t('zone.second')}
          placeholder={t('zone.searchHint')}
          value={search}
          aria-controls={found}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <p className={classes.found} role="status">
          {wanted ? t('zone.found', { count: matches.length }) : null}
        </p>
        <Radio.Group
          id={found}
          aria-label={t('zone.second')}
          value={location.zone2 ?? ''}
          onChange={(value) => navigate({ zone2: value === '' ? undefined : value })}
        >
          <Radio size="md" value="" label={t('zone.none')} />
          {choices.map(({ value, label }) => (
            <Radio size="md" key={value} value={value} label={label} />
          ))}
        </Radio.Group>
      </div>
    </Stack>
  );
}

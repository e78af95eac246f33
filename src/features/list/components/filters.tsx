// biome-ignore-all lint/a11y/useSemanticElements: <search> is unknown to browsers of 2023
import { Button, NativeSelect } from '@mantine/core';
import { IconFilter, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SearchField } from '../../../components/search-field.tsx';
import { Sheet } from '../../../components/ui/sheet.tsx';
import { useIsPhone, useIsTablet } from '../../../lib/media.ts';
import { activeFilters, type ListLocation } from '../location.ts';
import { preset } from '../presets.ts';
import { CheckList } from './check-list.tsx';
import { DateRange } from './date-range.tsx';
import { FilterMenu } from './filter-menu.tsx';
import classes from './filters.module.css';
import type { ChoiceFilter } from './use-filter-choices.ts';

type Props = {
  location: ListLocation;
  navigate: (change: Partial<ListLocation>, replace?: boolean) => void;
  today: string;
  firstDay: number;
  choices: readonly ChoiceFilter[];
  total: number | undefined;
};

/** Which visits: in a row where there is room, else behind a button. */
export function Filters(props: Props) {
  const { location, navigate, today, firstDay, choices } = props;
  const { t } = useTranslation('list');
  const [phone, tablet] = [useIsPhone(), useIsTablet()];
  const clear = () => navigate({ ...preset('coming', location, today, firstDay), clinicianIds: [] });
  const active = activeFilters(location, today);
  const search = (
    <SearchField
      label={t('search')}
      placeholder={t('searchHint')}
      className={classes.search}
      value={location.search}
      onSearch={(text) => navigate({ search: text }, true)}
    />
  );
  if (phone || tablet) {
    return (
      <div role="search" className={classes.compact} aria-label={t('filters')}>
        {search}
        <FilterSheet {...props} active={active} onClear={clear} />
      </div>
    );
  }
  return (
    <div role="search" className={classes.filters} aria-label={t('filters')}>
      {search}
      <DateRange from={location.from} to={location.to} onChange={navigate} />
      {choices.map((filter) => (
        <FilterMenu
          key={filter.key}
          name={filter.name}
          value={filter.value}
          choices={filter.choices}
          chosen={filter.chosen}
          onChange={(chosen) => navigate(filter.change(chosen))}
        />
      ))}
      {active > 0 ? (
        <Button variant="subtle" leftSection={<IconX size={16} aria-hidden="true" />} onClick={clear}>
          {t('clearFilters')}
        </Button>
      ) : null}
    </div>
  );
}

function FilterSheet(props: Props & { active: number; onClear: () => void }) {
  const { location, navigate, choices, active, total } = props;
  const { t } = useTranslation('list');
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        variant="default"
        className={classes.open}
        leftSection={<IconFilter size={18} aria-hidden="true" />}
        aria-label={active > 0 ? t('filtersActive', { count: active }) : t('filters')}
        onClick={() => setOpened(true)}
      >
        {active > 0 ? <span className={classes.badge}>{active}</span> : t('filters')}
      </Button>
      <Sheet opened={opened} onClose={() => setOpened(false)} title={t('filters')}>
        <div className={classes.sheet}>
          <DateRange from={location.from} to={location.to} onChange={navigate} />
          <NativeSelect
            label={t('order')}
            value={location.newestFirst ? 'newest' : 'oldest'}
            onChange={(event) => navigate({ newestFirst: event.currentTarget.value === 'newest' })}
            data={[
              { value: 'oldest', label: t('oldestFirst') },
              { value: 'newest', label: t('newestFirst') },
            ]}
          />
          {choices.map((filter) => (
            <CheckList
              key={filter.key}
              legend={filter.name}
              choices={filter.choices}
              chosen={filter.chosen}
              onChange={(chosen) => navigate(filter.change(chosen))}
            />
          ))}
          <div className={classes.sheetEnd}>
            <Button variant="default" disabled={active === 0} onClick={props.onClear}>
              {t('clearFilters')}
            </Button>
            <Button onClick={() => setOpened(false)}>{t('showResults', { count: total ?? 0 })}</Button>
          </div>
        </div>
      </Sheet>
    </>
  );
}

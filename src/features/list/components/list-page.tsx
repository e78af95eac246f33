import { Alert, Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { announce } from '../../../lib/announce.ts';
import { useIsPhone } from '../../../lib/media.ts';
import { practiceQueries } from '../../../lib/practice/queries.ts';
import { typeName } from '../../../lib/practice/type-name.ts';
import { firstDayOfWeek, sameClock, viewerZone, zoneName } from '../../../lib/time.ts';
import type { Practice, Viewer } from '../../../lib/viewer/schema.ts';
import { leftOver } from '../bulk.ts';
import { activeFilters, type ListLocation } from '../location.ts';
import { preset, presetOf } from '../presets.ts';
import { listQueries, type Scope } from '../queries.ts';
import { listItems, uniqueVisits } from '../rows.ts';
import { nothingSelected, rangeToggled, type Selection, stillShown } from '../selection.ts';
import { BulkReport } from './bulk-report.tsx';
import { CancelSheet } from './cancel-sheet.tsx';
import { Filters } from './filters.tsx';
import classes from './list.module.css';
import { ListBar } from './list-bar.tsx';
import { ListEmpty, ListSkeleton } from './list-states.tsx';
import { Presets } from './presets.tsx';
import { Progress } from './progress.tsx';
import { useBulk } from './use-bulk.ts';
import { useExport } from './use-export.ts';
import { useFilterChoices } from './use-filter-choices.ts';
import { VisitGrid } from './visit-grid.tsx';

type Props = {
  location: ListLocation;
  navigate: (change: Partial<ListLocation>, replace?: boolean) => void;
  hrefOf: (visitId: string) => string;
  viewer: Viewer;
  practice: Practice;
  zone: string;
  today: string;
  onBook: () => void;
};

/** All visits of the practice (a clinician's own) as a list that can be searched, worked through and taken along. */
export function ListPage({ location, navigate, hrefOf, viewer, practice, zone, today, onBook }: Props) {
  const { t } = useTranslation(['list', 'common']);
  const errorText = useErrorText();
  const phone = useIsPhone();
  const firstDay = firstDayOfWeek();
  const scope: Scope = useMemo(
    () => ({ practiceId: practice.practice_id, ownId: viewer.isDesk ? undefined : viewer.profileId, zone }),
    [practice.practice_id, viewer.isDesk, viewer.profileId, zone],
  );
  const { visitId, ...filters } = location;
  const rows = useInfiniteQuery(listQueries.rows(scope, filters));
  const count = useQuery(listQueries.count(scope, filters));
  const clinicians = useQuery(listQueries.clinicians(practice.practice_id));
  const types = useQuery(practiceQueries.appointmentTypes());
  const visits = useMemo(() => uniqueVisits(rows.data?.pages ?? []), [rows.data]);
  const items = useMemo(() => listItems(visits, zone), [visits, zone]);
  const ids = useMemo(() => visits.map((visit) => visit.appointment_id), [visits]);
  const total = rows.hasNextPage || rows.isPending ? (count.data ?? undefined) : visits.length;

  const names = useMemo(
    () => new Map(clinicians.data?.map((one) => [one.clinician_id, one.display_name])),
    [clinicians.data],
  );
  const clinicianName = useCallback((id: string) => names.get(id) ?? '', [names]);
  const nameOfType = useCallback((key: string) => typeName(key, types.data), [types.data]);
  const choices = useFilterChoices({
    location,
    today,
    clinicians: clinicians.data ?? [],
    types: types.data ?? [],
    withClinicians: viewer.isDesk,
  });

  const shown = JSON.stringify(filters);
  const [chosen, setChosen] = useState<{ of: string; selection: Selection }>({ of: shown, selection: nothingSelected });
  // Other filters, other visits: nothing stays selected that one no longer sees.
  const selection = useMemo(
    () => (chosen.of === shown ? stillShown(chosen.selection, ids) : nothingSelected),
    [chosen, shown, ids],
  );
  const anchor = useRef<string>(undefined);
  const [selectMode, setSelectMode] = useState(false);
  const select = (next: Selection) => {
    setChosen({ of: shown, selection: next });
    announce(t('selected', { count: next.size }));
  };
  const toggle = (id: string, range: boolean) => {
    setSelectMode(true);
    select(rangeToggled(selection, ids, range ? anchor.current : undefined, id));
    anchor.current = id;
  };
  const selectAll = () => {
    setSelectMode(true);
    select(selection.size >= ids.length ? nothingSelected : new Set(ids));
  };

  const bulk = useBulk((report) => {
    setChosen({ of: shown, selection: new Set(leftOver(report).map((visit) => visit.appointment_id)) });
    if (leftOver(report).length === 0) setSelectMode(false);
  });
  const [asking, setAsking] = useState(false);
  const chosenVisits = () => visits.filter((visit) => selection.has(visit.appointment_id));
  const exporting = useExport();

  const { fetchNextPage, hasNextPage, isFetching, isFetchNextPageError } = rows;
  const more = useMemo(
    () => (hasNextPage && !isFetching && !isFetchNextPageError ? () => void fetchNextPage() : undefined),
    [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage],
  );
  useEffect(() => {
    if (!phone) setSelectMode(false);
  }, [phone]);

  const problem = rows.error ?? exporting.error;
  const zoneText = sameClock(zone, viewerZone()) ? undefined : t('common:timesIn', { zone: zoneName(zone) });
  const filtersRow = (
    <Filters
      location={location}
      navigate={navigate}
      today={today}
      firstDay={firstDay}
      choices={choices}
      total={total}
    />
  );
  return (
    <div className={classes.page}>
      {phone ? filtersRow : null}
      <ListBar
        total={total}
        loaded={ids.length}
        selected={selection.size}
        selecting={selectMode}
        busy={bulk.running !== undefined || exporting.running}
        zoneText={zoneText}
        presets={
          <Presets
            current={presetOf(location, today, firstDay)}
            onChoose={(name) => navigate(preset(name, location, today, firstDay))}
          />
        }
        onSelecting={(on) => {
          setSelectMode(on);
          if (!on) setChosen({ of: shown, selection: nothingSelected });
        }}
        onAll={selectAll}
        onClear={() => select(nothingSelected)}
        onConfirm={() => void bulk.run({ kind: 'confirm' }, chosenVisits())}
        onCancel={() => setAsking(true)}
        onExport={() =>
          exporting.start({ scope, filters, practice: practice.name, clinicianName, typeName: nameOfType })
        }
      />
      {phone ? null : filtersRow}
      {bulk.running ? (
        <Progress
          text={t(bulk.running.action.kind === 'confirm' ? 'bulk.confirming' : 'bulk.cancelling', {
            done: bulk.running.handled,
            total: bulk.running.total,
          })}
          done={bulk.running.handled}
          total={bulk.running.total}
          stopLabel={t('bulk.stop')}
          onStop={bulk.running.stop}
        />
      ) : null}
      {exporting.running ? (
        <Progress
          text={t('export.running', { done: exporting.rows, total: total ?? exporting.rows })}
          done={exporting.rows}
          total={total}
          stopLabel={t('export.stop')}
          onStop={exporting.stop}
        />
      ) : null}
      {bulk.report ? (
        <BulkReport
          report={bulk.report}
          zone={zone}
          hrefOf={hrefOf}
          onOpen={(id) => navigate({ visitId: id })}
          onClose={bulk.close}
        />
      ) : null}
      {problem ? (
        <Alert color="red" role="alert" className={classes.problem}>
          {errorText(problem)}{' '}
          {rows.isError ? (
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => void (isFetchNextPageError ? fetchNextPage() : rows.refetch())}
            >
              {t('common:retry')}
            </Button>
          ) : null}
        </Alert>
      ) : null}
      {rows.isPending ? <ListSkeleton /> : null}
      {rows.data && items.length === 0 ? (
        <ListEmpty
          filtered={activeFilters(location, today) > 0}
          onClear={() => navigate({ ...preset('coming', location, today, firstDay), clinicianIds: [] })}
          onBook={onBook}
        />
      ) : null}
      {items.length > 0 ? (
        <VisitGrid
          key={shown}
          items={items}
          total={total}
          zone={zone}
          typeName={nameOfType}
          clinicianName={viewer.isDesk ? clinicianName : undefined}
          selectable={!phone || selectMode}
          selection={selection}
          onToggle={toggle}
          onSelectAll={selectAll}
          onOpen={(id) => navigate({ visitId: id })}
          hrefOf={hrefOf}
          openedId={visitId}
          newestFirst={location.newestFirst}
          onOrder={() => navigate({ newestFirst: !location.newestFirst })}
          busy={isFetching}
          onMore={more}
          footer={
            <p className={classes.footer}>{hasNextPage ? t('loadingMore') : t('end', { count: visits.length })}</p>
          }
        />
      ) : null}
      {asking ? (
        <CancelSheet
          count={selection.size}
          onClose={() => setAsking(false)}
          onCancel={(reason) => {
            setAsking(false);
            void bulk.run({ kind: 'cancel', reason }, chosenVisits());
          }}
        />
      ) : null}
    </div>
  );
}

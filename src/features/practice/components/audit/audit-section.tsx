import { Button } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearch } from 'wouter';
import { EmptyState } from '../../../../components/ui/empty-state.tsx';
import { Splash } from '../../../../components/ui/splash.tsx';
import { announce } from '../../../../lib/announce.ts';
import { dayOf, formatDate, sameClock, viewerZone, zoneName } from '../../../../lib/time.ts';
import { type AuditQuestion, auditQueries } from '../../audit/queries.ts';
import type { AuditEvent, Names } from '../../audit/schema.ts';
import { useAuditWords } from '../../audit/use-audit-words.ts';
import { type AuditFilters, formatSection, parseFilters } from '../../location.ts';
import { adminQueries } from '../../queries.ts';
import { Failed } from '../failed.tsx';
import classes from '../practice.module.css';
import type { SectionProps } from '../practice-page.tsx';
import { SectionHead } from '../section-head.tsx';
import own from './audit.module.css';
import { AuditRow } from './audit-row.tsx';
import { ExportButton } from './export-button.tsx';
import { Filters } from './filters.tsx';

type Entry = { event: AuditEvent; names: Names };

/** What happened, newest first, in words. The address holds the filters, so that a finding can be passed on. */
export function AuditSection({ practice }: SectionProps) {
  const { t } = useTranslation(['practice', 'common']);
  const [, go] = useLocation();
  const search = useSearch();
  const filters = parseFilters(search);
  const zone = practice.timezone;
  const question: AuditQuestion = { practiceId: practice.practice_id, zone, filters };
  const types = useQuery(adminQueries.types(practice.practice_id));
  const trail = useInfiniteQuery(auditQueries.pages(question));
  const words = useAuditWords(zone, types.data ?? []);
  const setFilters = (change: AuditFilters) =>
    go(formatSection('audit', search, { ...filters, ...change }), { replace: true });
  const entries = trail.data?.pages.flatMap(({ events, names }) => events.map((event) => ({ event, names }))) ?? [];
  const filtered = Object.values(filters).some((value) => value !== undefined);

  const more = async () => {
    const before = entries.length;
    const next = await trail.fetchNextPage();
    const now = next.data?.pages.reduce((sum, page) => sum + page.events.length, 0) ?? before;
    announce(t('audit.more', { count: now - before }));
  };
  return (
    <>
      <SectionHead title={t('section.audit')} intro={t('audit.intro')} />
      <Filters
        practiceId={practice.practice_id}
        filters={filters}
        onChange={setFilters}
        onClear={() => go(formatSection('audit', search), { replace: true })}
      />
      <div className={own.bar}>
        <span className={classes.small}>
          {sameClock(zone, viewerZone()) ? null : t('common:timesIn', { zone: zoneName(zone) })}
        </span>
        <ExportButton question={question} words={words} practiceName={practice.name} empty={entries.length === 0} />
      </div>
      <Failed error={trail.error} retry={() => void trail.refetch()} />
      {trail.isPending ? <Splash /> : null}
      {trail.data && entries.length === 0 ? (
        <EmptyState
          icon={<IconHistory size={32} />}
          title={filtered ? t('audit.noneFiltered') : t('audit.none')}
          body={filtered ? t('audit.noneFilteredBody') : t('audit.noneBody')}
        />
      ) : null}
      <div aria-busy={trail.isPlaceholderData}>
        {byDay(entries, zone).map(({ date, rows }) => (
          <section key={date}>
            <h2 className={own.day}>
              {formatDate(date, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })}
            </h2>
            <ol className={`${classes.list} ${own.list}`}>
              {rows.map(({ event, names }) => (
                <AuditRow
                  key={event.event_id}
                  event={event}
                  names={names}
                  words={words}
                  zone={zone}
                  onVisit={filters.visit === event.entity_id ? undefined : (visit) => setFilters({ visit })}
                />
              ))}
            </ol>
          </section>
        ))}
      </div>
      {trail.hasNextPage ? (
        <div className={own.more}>
          <Button variant="default" loading={trail.isFetchingNextPage} onClick={() => void more()}>
            {t('audit.showMore')}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function byDay(entries: readonly Entry[], zone: string): { date: string; rows: Entry[] }[] {
  const days: { date: string; rows: Entry[] }[] = [];
  for (const entry of entries) {
    const date = dayOf(entry.event.occurred_at, zone);
    const last = days.at(-1);
    if (last?.date === date) last.rows.push(entry);
    else days.push({ date, rows: [entry] });
  }
  return days;
}

import { Button } from '@mantine/core';
import { IconCalendarOff, IconChevronRight } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../../components/ui/empty-state.tsx';
import { Splash } from '../../../../components/ui/splash.tsx';
import { toast } from '../../../../components/ui/toast.tsx';
import { sameClock, viewerZone, zoneName } from '../../../../lib/time.ts';
import { closureText } from '../../closure-range.ts';
import { closureMutations } from '../../mutations.ts';
import { adminQueries } from '../../queries.ts';
import type { Closure } from '../../schema.ts';
import { Failed } from '../failed.tsx';
import classes from '../practice.module.css';
import type { SectionProps } from '../practice-page.tsx';
import { SectionHead } from '../section-head.tsx';
import { ClosureSheet, type SavedClosure } from './closure-sheet.tsx';

/** When nobody of the practice can be booked: what comes first, what is over beneath. */
export function ClosuresSection({ practice, open, onOpen }: SectionProps) {
  const { t } = useTranslation('practice');
  const client = useQueryClient();
  const zone = practice.timezone;
  const closures = useQuery(adminQueries.closures(practice.practice_id));
  const create = useMutation(closureMutations.create(client));
  const update = useMutation(closureMutations.update(client));
  const remove = useMutation(closureMutations.remove(client));
  const [now] = useState(() => Date.now());
  const coming = closures.data?.filter((closure) => Date.parse(closure.during.end) > now) ?? [];
  const past = closures.data?.filter((closure) => Date.parse(closure.during.end) <= now).reverse() ?? [];
  const shown = closures.data?.find((closure) => closure.closure_id === open);
  const practiceId = practice.practice_id;

  const removed = (closure: Closure) => {
    onOpen(undefined);
    toast({
      message: t('closures.removed', { when: closureText(closure.during, zone) }),
      undo: () =>
        create.mutate({
          practiceId,
          closureId: closure.closure_id,
          values: { during: closure.during, reason: closure.reason ?? '' },
        }),
    });
  };
  const saved = ({ closureId, values, before }: SavedClosure) => {
    onOpen(undefined);
    toast({
      message: t(before ? 'closures.saved' : 'closures.added', { when: closureText(values.during, zone) }),
      undo: () =>
        before
          ? update.mutate({ closureId, values: { during: before.during, reason: before.reason ?? '' } })
          : remove.mutate(closureId),
    });
  };
  const list = (rows: readonly Closure[], label: string) => (
    <ul className={classes.list} aria-label={label}>
      {rows.map((closure) => (
        <li key={closure.closure_id}>
          <button
            type="button"
            className={classes.row}
            style={{ gridTemplateColumns: 'minmax(0, 1fr) 18px' }}
            onClick={() => onOpen(closure.closure_id)}
          >
            <span className={classes.cell}>
              <strong>{closureText(closure.during, zone)}</strong>
              <span className={classes.small}>{closure.reason || t('closures.noReason')}</span>
            </span>
            <IconChevronRight size={18} aria-hidden="true" className="cs-flip-rtl" />
          </button>
        </li>
      ))}
    </ul>
  );
  return (
    <>
      <SectionHead
        title={t('section.closures')}
        intro={t('closures.intro')}
        action={{ label: t('closures.add'), run: () => onOpen('new') }}
      />
      {sameClock(zone, viewerZone()) ? null : (
        <p className={classes.small}>{t('closures.zone', { zone: zoneName(zone) })}</p>
      )}
      <Failed error={closures.error} retry={() => void closures.refetch()} />
      <Failed error={create.error ?? update.error ?? remove.error} />
      {closures.isPending ? <Splash /> : null}
      {closures.data && coming.length === 0 ? (
        <EmptyState
          icon={<IconCalendarOff size={32} />}
          title={t('closures.noneTitle')}
          body={t('closures.noneBody')}
          action={
            <Button variant="default" onClick={() => onOpen('new')}>
              {t('closures.add')}
            </Button>
          }
        />
      ) : null}
      {coming.length > 0 ? list(coming, t('closures.coming')) : null}
      {past.length > 0 ? (
        <section>
          <h2 className={classes.subtitle}>{t('closures.past')}</h2>
          {list(past, t('closures.past'))}
        </section>
      ) : null}
      {open === 'new' || shown ? (
        <ClosureSheet
          key={open}
          practiceId={practiceId}
          zone={zone}
          closure={shown}
          onClose={() => onOpen(undefined)}
          onSaved={saved}
          onRemoved={removed}
        />
      ) : null}
    </>
  );
}

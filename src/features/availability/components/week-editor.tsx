import { Button, NativeSelect } from '@mantine/core';
import { IconCalendarPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../components/ui/empty-state.tsx';
import { toast } from '../../../components/ui/toast.tsx';
import { newId } from '../../../lib/ids.ts';
import type { AppointmentType } from '../../../lib/practice/schema.ts';
import { firstDayOfWeek, sameClock, viewerZone, zoneName } from '../../../lib/time.ts';
import { zoneChoices } from '../../../lib/zones.ts';
import { copyDay, startingWeek } from '../edits.ts';
import { firstProblem, weekOrder } from '../spans.ts';
import type { WeekDraft } from '../week.ts';
import { CommonFields } from './common-fields.tsx';
import { CopyDay } from './copy-day.tsx';
import { DayRow } from './day-row.tsx';
import { SaveBar } from './save-bar.tsx';
import type { WeekState } from './use-week-draft.ts';
import classes from './week.module.css';

type Props = {
  week: WeekState;
  draft: WeekDraft;
  clinicianId: string;
  types: readonly AppointmentType[];
  openedAt: string;
};

/** Seven days, each a list of hours. What is wrong stands beside it; saving leads to the first of them. */
export function WeekEditor({ week, draft, clinicianId, types, openedAt }: Props) {
  const { t } = useTranslation('availability');
  const firstDay = firstDayOfWeek();
  const [copying, setCopying] = useState<number>();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState(false);
  const [choosingZone, setChoosingZone] = useState(false);
  const zone = draft.common.timezone;

  const toggle = (key: string, open: boolean) =>
    setOpened((now) => {
      const next = new Set(now);
      if (open) next.add(key);
      else next.delete(key);
      return next;
    });
  /** True when nothing keeps the week from being saved; else the focus goes to what does. */
  const check = (): boolean => {
    const first = firstProblem(draft, firstDay);
    flushSync(() => {
      setAsked(first !== undefined);
      if (first?.problem.field === 'validUntil') toggle(first.range.key, true);
    });
    if (first) document.getElementById(`${first.range.key}-${first.problem.field}`)?.focus();
    return first === undefined;
  };

  return (
    <section className={classes.editor} aria-labelledby="weekly-hours">
      <div className={classes.head}>
        <h2 id="weekly-hours" className={classes.title}>
          {t('week.title')}
        </h2>
        <p className={classes.zone}>
          {t('week.timesIn', { zone: zoneName(zone) })}
          {sameClock(zone, viewerZone()) ? null : ` ${t('week.notYours', { zone: zoneName(viewerZone()) })}`}{' '}
          <button
            type="button"
            className={classes.link}
            aria-expanded={choosingZone}
            onClick={() => setChoosingZone((now) => !now)}
          >
            {t('week.changeZone')}
          </button>
        </p>
        {choosingZone ? (
          <NativeSelect
            className={classes.zoneField}
            label={t('week.zone')}
            description={t('week.zoneHint')}
            value={zone}
            onChange={(event) => {
              const timezone = event.currentTarget.value;
              week.change((now) => ({ ...now, common: { ...now.common, timezone } }));
            }}
            data={zoneChoices(zone)}
          />
        ) : null}
      </div>
      <CommonFields
        common={draft.common}
        onChange={(part) => week.change((now) => ({ ...now, common: { ...now.common, ...part } }))}
      />
      {draft.ranges.length === 0 ? (
        <EmptyState
          icon={<IconCalendarPlus size={28} />}
          title={t('week.emptyTitle')}
          body={t('week.emptyBody')}
          action={
            <Button variant="default" onClick={() => week.change((now) => startingWeek(now, newId))}>
              {t('week.start')}
            </Button>
          }
        />
      ) : null}
      <ul className={classes.days}>
        {weekOrder(firstDay).map((day) => (
          <DayRow
            key={day}
            day={day}
            draft={draft}
            types={types}
            opened={opened}
            onToggle={toggle}
            strict={asked}
            onChange={week.change}
            onCopy={() => setCopying(day)}
          />
        ))}
      </ul>
      {week.dirty ? <SaveBar week={week} check={check} clinicianId={clinicianId} openedAt={openedAt} /> : null}
      {copying === undefined ? null : (
        <CopyDay
          day={copying}
          firstDay={firstDay}
          onClose={() => setCopying(undefined)}
          onCopy={(days) => {
            const before = draft;
            week.change((now) => copyDay(now, copying, days, newId));
            setCopying(undefined);
            toast({ message: t('copy.done', { count: days.length }), undo: () => week.restore(before) });
          }}
        />
      )}
    </section>
  );
}

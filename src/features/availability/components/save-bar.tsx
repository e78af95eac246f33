import { Alert, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { toast } from '../../../components/ui/toast.tsx';
import { toAppError } from '../../../lib/errors.ts';
import { leftOutside } from '../outside.ts';
import { availabilityQueries } from '../queries.ts';
import { firstProblem } from '../spans.ts';
import type { WeekState } from './use-week-draft.ts';
import { VisitWarning } from './visit-warning.tsx';
import classes from './week.module.css';

type Props = { week: WeekState; check: () => boolean; clinicianId: string; openedAt: string };

/** Stays in sight while something is unsaved, and says what saving would mean for visits that are booked. */
export function SaveBar({ week, check, clinicianId, openedAt }: Props) {
  const { t } = useTranslation(['availability', 'common']);
  const errorText = useErrorText();
  const booked = useQuery(availabilityQueries.booked(clinicianId, openedAt, undefined));
  const state = useDeferredValue(week);
  const outside = useMemo(() => {
    const { base, diff, draft } = state;
    if (!booked.data || !base || !diff || !draft || firstProblem(draft, 1)) return [];
    return leftOutside(booked.data, base, diff.rows);
  }, [booked.data, state]);
  const clash = week.error && toAppError(week.error).code === 'version_conflict';
  const run = async (write: () => Promise<void>) => {
    if (!check()) return;
    try {
      await write();
      toast({ message: t('save.done') });
    } catch {
      // Shown below, from the mutation's own state; what was typed stays.
    }
  };
  return (
    <div className={classes.saveBar}>
      {clash ? (
        <Alert color="red" role="alert" title={t('save.clashTitle')}>
          <p className={classes.alertText}>{t('save.clashBody')}</p>
          <div className={classes.alertActions}>
            <Button variant="default" onClick={() => void week.takeTheirs()}>
              {t('save.takeTheirs')}
            </Button>
            <Button variant="default" onClick={() => void run(week.saveOver)}>
              {t('save.keepMine')}
            </Button>
          </div>
        </Alert>
      ) : null}
      {week.error && !clash ? (
        <Alert color="red" role="alert">
          {errorText(week.error)}
        </Alert>
      ) : null}
      <VisitWarning visits={outside} clinicianId={clinicianId} text="week" />
      <div className={classes.saveRow}>
        <span role="status" className={classes.unsaved}>
          {t('save.unsaved')}
        </span>
        <Button variant="default" onClick={week.discard} disabled={week.saving}>
          {t('save.discard')}
        </Button>
        <Button onClick={() => void run(week.save)} loading={week.saving}>
          {t('save.action')}
        </Button>
      </div>
    </div>
  );
}

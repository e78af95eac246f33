import { Button } from '@mantine/core';
import { IconWand } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SlotPicker } from '../../../components/slot-picker/slot-picker.tsx';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import type { SlotWish } from '../../../lib/slots/queries.ts';
import { sameClock, zoneName } from '../../../lib/time.ts';
import { ChosenList } from './chosen-list.tsx';
import type { TimesProblem } from './chosen-times.ts';
import classes from './sheets.module.css';
import type { Times } from './use-times.ts';

type Props = {
  times: Times;
  wish: SlotWish;
  zone: string;
  /** Another clock that matters: the reader's own for staff, the practice's for patients. */
  otherZone: string;
  side: 'patient' | 'practice';
  fewest: number;
  problem: TimesProblem | undefined;
};

/** Several free times: picked by day, or suggested; and what is chosen. */
export function TimesField({ times, wish, zone, otherZone, side, fewest, ...props }: Props) {
  const { t } = useTranslation(['offers', 'common']);
  const errorText = useErrorText();
  const [hintId, keysId, errorId] = [useId(), useId(), useId()];
  const [looking, setLooking] = useState(false);
  const [note, setNote] = useState<string>();
  // That nothing was said stands at the words.
  const problem = props.problem === 'nothingSaid' ? undefined : props.problem;
  const at = new Date(`${times.date}T12:00:00Z`);

  const suggest = async () => {
    setLooking(true);
    setNote(undefined);
    try {
      if ((await times.suggest()) === 0) setNote(t('common:slots.nothingAhead'));
    } catch (error) {
      setNote(errorText(error));
    } finally {
      setLooking(false);
    }
  };
  return (
    <section className={classes.times} aria-labelledby={`${hintId}-title`}>
      <div className={classes.timesHead}>
        <h3 id={`${hintId}-title`} className={classes.label}>
          {t('pick.title')}
        </h3>
        {side === 'practice' ? (
          <Button
            variant="subtle"
            size="compact-md"
            leftSection={<IconWand size={16} aria-hidden="true" />}
            loading={looking}
            disabled={times.full}
            onClick={() => void suggest()}
          >
            {t('pick.suggest')}
          </Button>
        ) : null}
      </div>
      <p id={hintId} className={classes.note}>
        {fewest > 0 ? t('pick.hintOffer') : t('pick.hintAsk')}
      </p>
      <p id={keysId} className="visually-hidden">
        {t('pick.keys')}
      </p>
      <p role="status" className={classes.status}>
        {note}
      </p>
      <SlotPicker
        wish={wish}
        zone={zone}
        date={times.date}
        onDate={times.chooseDay}
        several={{ values: times.times, onToggle: times.toggle, mayAdd: times.mayAdd }}
        invalid={problem !== undefined}
        describedBy={[hintId, keysId, ...(problem ? [errorId] : [])].join(' ')}
      />
      {sameClock(zone, otherZone, at) ? null : (
        <p className={classes.note}>
          {side === 'patient'
            ? t('pick.zonePatient', { zone: zoneName(zone, at), practice: zoneName(otherZone, at) })
            : t('pick.zone', { zone: zoneName(zone, at) })}
        </p>
      )}
      {problem ? (
        <p id={errorId} role="alert" className={classes.fieldError}>
          {t(`pick.${problem}`)}
        </p>
      ) : null}
      <ChosenList times={times} zone={zone} />
    </section>
  );
}

import '@mantine/core/styles/Checkbox.layer.css';
import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../../../components/ui/sheet.tsx';
import { weekOrder } from '../spans.ts';
import { dayName } from '../words.ts';
import classes from './week.module.css';

type Props = { day: number; firstDay: number; onClose: () => void; onCopy: (days: readonly number[]) => void };

const workingDays = [1, 2, 3, 4, 5];

/** The usual wish, the same hours on all working days, is ticked already. */
export function CopyDay({ day, firstDay, onClose, onCopy }: Props) {
  const { t } = useTranslation(['availability', 'common']);
  const [chosen, setChosen] = useState<string[]>(() =>
    workingDays.includes(day) ? workingDays.filter((other) => other !== day).map(String) : [],
  );
  return (
    <Sheet opened onClose={onClose} title={t('copy.title', { day: dayName(day) })} size={360}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          onCopy(chosen.map(Number));
        }}
      >
        <Checkbox.Group label={t('copy.to')} description={t('copy.hint')} value={chosen} onChange={setChosen}>
          <div className={classes.copyList}>
            {weekOrder(firstDay)
              .filter((other) => other !== day)
              .map((other) => (
                <Checkbox key={other} value={String(other)} label={dayName(other)} />
              ))}
          </div>
        </Checkbox.Group>
        <div className={classes.actions}>
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" disabled={chosen.length === 0}>
            {t('copy.action')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../../../components/ui/sheet.tsx';
import type { LeaveQuestion as Question } from '../../../lib/leave-guard.ts';
import classes from './week.module.css';

/** Staying is the safe answer, so it has the focus. */
export function LeaveQuestion({ question }: { question: Question }) {
  const { t } = useTranslation('availability');
  return (
    <Sheet opened={question.asking} onClose={question.stay} title={t('leave.title')} size={420}>
      <div className={classes.form}>
        <p className={classes.alertText}>{t('leave.body')}</p>
        <div className={classes.actions}>
          <Button variant="default" color="red" onClick={question.leave}>
            {t('leave.leave')}
          </Button>
          <Button data-autofocus onClick={question.stay}>
            {t('leave.stay')}
          </Button>
        </div>
      </div>
    </Sheet>
  );
}

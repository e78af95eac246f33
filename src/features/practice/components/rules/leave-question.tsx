import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../../../../components/ui/sheet.tsx';
import type { LeaveQuestion as Question } from '../../../../lib/leave-guard.ts';
import classes from '../practice.module.css';

export function LeaveQuestion({ question }: { question: Question }) {
  const { t } = useTranslation('practice');
  return (
    <Sheet opened={question.asking} onClose={question.stay} title={t('leave.title')} size={420}>
      <p>{t('leave.body')}</p>
      <div className={classes.actions}>
        <Button variant="default" onClick={question.leave}>
          {t('leave.leave')}
        </Button>
        <Button onClick={question.stay} data-autofocus>
          {t('leave.stay')}
        </Button>
      </div>
    </Sheet>
  );
}

import { Button } from '@mantine/core';
import { IconCalendarPlus, IconFilterOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../components/ui/empty-state.tsx';
import classes from './list.module.css';

/** The list's own layout while the first page is on its way. */
export function ListSkeleton() {
  const { t } = useTranslation('list');
  return (
    <div className={classes.skeleton} role="status">
      <span className="visually-hidden">{t('loading')}</span>
    </div>
  );
}

type Props = { filtered: boolean; onClear: () => void; onBook: () => void };

export function ListEmpty({ filtered, onClear, onBook }: Props) {
  const { t } = useTranslation(['list', 'common']);
  return filtered ? (
    <EmptyState
      icon={<IconFilterOff size={32} />}
      title={t('empty.filtered')}
      body={t('empty.filteredBody')}
      action={<Button onClick={onClear}>{t('clearFilters')}</Button>}
    />
  ) : (
    <EmptyState
      icon={<IconCalendarPlus size={32} />}
      title={t('empty.none')}
      body={t('empty.noneBody')}
      action={<Button onClick={onBook}>{t('common:newAppointment')}</Button>}
    />
  );
}

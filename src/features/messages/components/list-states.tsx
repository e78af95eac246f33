import { Button } from '@mantine/core';
import { IconInbox, IconMessageCheck, IconMessagePlus, IconSearchOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../components/ui/empty-state.tsx';
import type { ListFilter } from '../schema.ts';
import classes from './list.module.css';

/** The list's own layout while the first page is on its way. */
export function ListSkeleton() {
  const { t } = useTranslation('messages');
  return (
    <div className={classes.skeleton} role="status">
      <span className="visually-hidden">{t('loadingList')}</span>
    </div>
  );
}

type Props = {
  filter: ListFilter;
  searched: boolean;
  staff: boolean;
  onNew: (() => void) | undefined;
  onAll: () => void;
};

/** Why there is nothing, and what to do about it. */
export function ListEmpty({ filter, searched, staff, onNew, onAll }: Props) {
  const { t } = useTranslation('messages');
  const all = (
    <Button variant="default" onClick={onAll}>
      {t('empty.showAll')}
    </Button>
  );
  if (searched) {
    return (
      <EmptyState
        icon={<IconSearchOff size={32} stroke={1.5} />}
        title={t('empty.search')}
        body={t('empty.searchBody')}
        action={all}
      />
    );
  }
  if (filter !== 'all') {
    return (
      <EmptyState
        icon={<IconMessageCheck size={32} stroke={1.5} />}
        title={t(`empty.${filter}`)}
        body={t(`empty.${filter}Body`)}
        action={all}
      />
    );
  }
  const body = onNew ? (staff ? 'noneStaff' : 'nonePatient') : 'noneSilent';
  return (
    <EmptyState
      icon={<IconInbox size={32} stroke={1.5} />}
      title={t('empty.none')}
      body={t(`empty.${body}`)}
      action={
        onNew ? (
          <Button leftSection={<IconMessagePlus size={18} aria-hidden="true" />} onClick={onNew}>
            {t('new')}
          </Button>
        ) : null
      }
    />
  );
}

import { IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../components/ui/empty-state.tsx';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import { adminQueries } from '../queries.ts';
import classes from './practice.module.css';

/** Says who can, instead of only that one cannot. */
export function NotAdmin({ viewer }: { viewer: Viewer }) {
  const { t } = useTranslation('practice');
  const practice = viewer.practice;
  const members = useQuery({
    ...adminQueries.members(practice?.practice_id ?? ''),
    enabled: viewer.isStaff && practice !== undefined,
  });
  const admins = (members.data ?? []).filter((member) => member.active && member.roles.includes('admin'));
  const names = new Intl.ListFormat(document.documentElement.lang || 'en').format(admins.map((admin) => admin.name));
  return (
    <div className={classes.body}>
      <h1 className="visually-hidden">{t('title')}</h1>
      <EmptyState
        icon={<IconLock size={32} />}
        title={t('notAdmin.title')}
        body={names ? t('notAdmin.ask', { names }) : t('notAdmin.body')}
      />
    </div>
  );
}

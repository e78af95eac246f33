import { ActionIcon, Alert, Button, Skeleton } from '@mantine/core';
import { IconBellOff, IconCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { EmptyState } from '../../../components/ui/empty-state.tsx';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { formatDayTime } from '../../../lib/time.ts';
import { noticeMutations } from '../mutations.ts';
import { noticeHref, noticeText } from '../notice-text.ts';
import { noticeQueries } from '../queries.ts';
import type { NoticeRow } from '../schema.ts';
import classes from './bell.module.css';

type Props = { isStaff: boolean; zone: string; hasTitle: boolean; onLeave: () => void };
const present = () => new Date().toISOString();

/** The latest notices, newest first, in words, with times in `zone`. */
export function NoticeList({ isStaff, zone, hasTitle, onLeave }: Props) {
  const { t } = useTranslation(['notifications', 'common']);
  const errorText = useErrorText();
  const client = useQueryClient();
  const latest = useQuery(noticeQueries.latest());
  const unread = useQuery(noticeQueries.unread());
  const read = useMutation(noticeMutations.read(client));
  const readAll = useMutation(noticeMutations.readAll(client));
  const newest = latest.data?.[0];
  const markOne = (notice: NoticeRow) => {
    if (notice.read_at === null) read.mutate({ id: notice.notification_id, at: present() });
  };
  const failure = latest.error ?? read.error ?? readAll.error;
  return (
    <>
      {hasTitle || (newest && unread.data) ? (
        <div className={classes.head}>
          {hasTitle ? <h2 className={classes.title}>{t('title')}</h2> : null}
          {newest && unread.data ? (
            <Button
              variant="subtle"
              size="compact-sm"
              className={classes.all}
              onClick={() => readAll.mutate({ upTo: newest.created_at, at: present() })}
            >
              {t('readAll')}
            </Button>
          ) : null}
        </div>
      ) : null}
      {failure ? (
        <Alert color="red" role="alert">
          {errorText(failure)}
        </Alert>
      ) : null}
      {latest.isPending ? (
        <div role="status" aria-label={t('common:loading')} className={classes.skeletons}>
          {[0, 1, 2].map((line) => (
            <Skeleton key={line} height={40} />
          ))}
        </div>
      ) : null}
      {latest.data?.length === 0 ? (
        <EmptyState icon={<IconBellOff size={28} />} title={t('none')} body={t('noneBody')} />
      ) : null}
      {newest ? (
        <ul className={classes.list} aria-label={t('title')}>
          {latest.data?.map((notice) => (
            <NoticeItem
              key={notice.notification_id}
              notice={notice}
              href={noticeHref(notice, isStaff)}
              zone={zone}
              onRead={() => markOne(notice)}
              onFollow={() => {
                markOne(notice);
                onLeave();
              }}
            />
          ))}
        </ul>
      ) : null}
    </>
  );
}

type ItemProps = {
  notice: NoticeRow;
  href: string | undefined;
  zone: string;
  onRead: () => void;
  onFollow: () => void;
};

function NoticeItem({ notice, href, zone, onRead, onFollow }: ItemProps) {
  const { t } = useTranslation('notifications');
  const { key, at, from } = noticeText(notice);
  const isUnread = notice.read_at === null;
  const what = t(`kind.${key}`);
  const words = (
    <>
      {isUnread ? <span className="visually-hidden">{t('isUnread')}</span> : null}
      <span className={isUnread ? classes.unread : undefined}>{what}</span>
      {at ? <span className={classes.line}>{formatDayTime(at, zone)}</span> : null}
      {from ? <span className={classes.quiet}>{t('was', { when: formatDayTime(from, zone) })}</span> : null}
      <span className={classes.quiet}>{t('received', { when: formatDayTime(notice.created_at, zone) })}</span>
    </>
  );
  return (
    <li className={classes.item}>
      <span className={isUnread ? classes.dot : classes.noDot} aria-hidden="true" />
      {href ? (
        <Link href={href} className={classes.words} onClick={onFollow}>
          {words}
        </Link>
      ) : (
        <div className={classes.words}>{words}</div>
      )}
      {isUnread ? (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={44}
          aria-label={t('read', { what: at ? `${what}, ${formatDayTime(at, zone)}` : what })}
          onClick={onRead}
        >
          <IconCheck size={18} aria-hidden="true" />
        </ActionIcon>
      ) : null}
    </li>
  );
}

import { ActionIcon, Popover } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../../../components/ui/sheet.tsx';
import { announce } from '../../../lib/announce.ts';
import { useIsPhone } from '../../../lib/media.ts';
import { noticeQueries } from '../queries.ts';
import classes from './bell.module.css';
import { NoticeList } from './notice-list.tsx';

/** What is read as soon as it comes is not worth a word. */
const settleMs = 2_000;
const shownMost = 99;

/** What is new for the person who is signed in: how much, and on asking what. */
export function Bell({ isStaff, zone }: { isStaff: boolean; zone: string }) {
  const { t } = useTranslation('notifications');
  const phone = useIsPhone();
  const [opened, setOpened] = useState(false);
  const { data: count = 0 } = useQuery(noticeQueries.unread());
  useSpokenCount(count);
  const close = () => setOpened(false);
  const button = (
    <ActionIcon
      className={classes.bell}
      variant="subtle"
      color="gray"
      size={44}
      aria-label={count > 0 ? t('openUnread', { count }) : t('open')}
      aria-haspopup="dialog"
      aria-expanded={opened}
      onClick={() => setOpened((now) => !now)}
    >
      <IconBell size={20} aria-hidden="true" />
      {count > 0 ? (
        <span className={classes.count} aria-hidden="true">
          {count > shownMost ? `${shownMost}+` : count}
        </span>
      ) : null}
    </ActionIcon>
  );
  const list = <NoticeList isStaff={isStaff} zone={zone} hasTitle={!phone} onLeave={close} />;
  if (phone) {
    return (
      <>
        {button}
        {opened ? (
          <Sheet opened onClose={close} title={t('title')}>
            {list}
          </Sheet>
        ) : null}
      </>
    );
  }
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width={380}
      withinPortal={false}
      trapFocus
      returnFocus
    >
      <Popover.Target>{button}</Popover.Target>
      <Popover.Dropdown className={classes.dropdown} aria-label={t('title')}>
        {opened ? list : null}
      </Popover.Dropdown>
    </Popover>
  );
}

/** Says once things are quiet that there is more than before; never what the page began with. */
function useSpokenCount(count: number) {
  const { t } = useTranslation('notifications');
  const [settled] = useDebouncedValue(count, settleMs);
  const told = useRef<number>(undefined);
  useEffect(() => {
    if (told.current !== undefined && settled > told.current) announce(t('unread', { count: settled }));
    told.current = settled;
  }, [settled, t]);
}

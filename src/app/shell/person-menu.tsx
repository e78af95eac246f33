import { Button, Popover, UnstyledButton } from '@mantine/core';
import {
  IconCalendarUser,
  IconChevronDown,
  IconKeyboard,
  IconLogout,
  IconSettings,
  IconUserCircle,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Viewer } from '../../lib/viewer/schema.ts';
import { withCommas } from '../../lib/words.ts';
import { signOut } from '../sign-out.ts';
import classes from './shell.module.css';

/** Who is signed in, and the way out. A plain popover: two buttons do not need the ceremony of a menu. */
export function PersonMenu({ viewer, onHelp }: { viewer: Viewer; onHelp: () => void }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const roles =
    viewer.roles.length > 0 ? withCommas(...viewer.roles.map((role) => t(`roles.${role}`))) : t('roles.patient');
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width={240}
      withinPortal={false}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <UnstyledButton
          className={classes.person}
          aria-label={t('menu.open', { name: viewer.name })}
          onClick={() => setOpened((now) => !now)}
        >
          <IconUserCircle size={20} aria-hidden="true" />
          <span className={classes.personName}>{viewer.name}</span>
          <IconChevronDown size={14} aria-hidden="true" />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.menu}>
        <div className={classes.menuHead}>
          <strong>{viewer.name}</strong>
          <div>{roles}</div>
          {viewer.practice ? <div>{viewer.practice.name}</div> : null}
        </div>
        <Button
          component={Link}
          href="/account"
          variant="subtle"
          color="gray"
          justify="start"
          leftSection={<IconSettings size={16} aria-hidden="true" />}
          onClick={() => setOpened(false)}
        >
          {t('menu.account')}
        </Button>
        {viewer.isStaff && viewer.isPatient ? (
          <Button
            component={Link}
            href="/visits"
            variant="subtle"
            color="gray"
            justify="start"
            leftSection={<IconCalendarUser size={16} aria-hidden="true" />}
            onClick={() => setOpened(false)}
          >
            {t('menu.ownVisits')}
          </Button>
        ) : null}
        {viewer.isStaff ? (
          <Button
            variant="subtle"
            color="gray"
            justify="start"
            leftSection={<IconKeyboard size={16} aria-hidden="true" />}
            onClick={() => {
              setOpened(false);
              onHelp();
            }}
          >
            {t('help.open')}
          </Button>
        ) : null}
        <Button
          variant="subtle"
          color="gray"
          justify="start"
          leftSection={<IconLogout size={16} aria-hidden="true" />}
          onClick={() => void signOut()}
        >
          {t('signOut')}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}

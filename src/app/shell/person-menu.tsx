import { Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconKeyboard, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Viewer } from '../../lib/viewer/schema.ts';
import { signOut } from '../sign-out.ts';
import classes from './shell.module.css';

export function PersonMenu({ viewer, onHelp }: { viewer: Viewer; onHelp: () => void }) {
  const { t } = useTranslation();
  const roles =
    viewer.roles.length > 0 ? viewer.roles.map((role) => t(`roles.${role}`)).join(', ') : t('roles.patient');
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.person} aria-label={t('menu.open', { name: viewer.name })}>
          <IconUserCircle size={20} aria-hidden="true" />
          <span className={classes.personName}>{viewer.name}</span>
          <IconChevronDown size={14} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.menuHead}>
          <strong>{viewer.name}</strong>
          {roles}
          {viewer.practice ? <div>{viewer.practice.name}</div> : null}
        </div>
        {viewer.isStaff ? (
          <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden="true" />} onClick={onHelp}>
            {t('help.open')}
          </Menu.Item>
        ) : null}
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden="true" />} onClick={() => void signOut()}>
          {t('signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

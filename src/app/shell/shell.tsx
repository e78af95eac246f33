import '@mantine/core/styles/Paper.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/ActionIcon.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import '@mantine/core/styles/Kbd.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { ActionIcon } from '@mantine/core';
import { IconKeyboard } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Logo } from '../../components/ui/logo.tsx';
import { useIsPhone } from '../../lib/media.ts';
import { useShortcuts } from '../../lib/shortcuts.ts';
import type { Viewer } from '../../lib/viewer/schema.ts';
import { hubPaths } from '../paths.ts';
import { HubBar } from './hub-bar.tsx';
import { OfflineBanner } from './offline-banner.tsx';
import { PersonMenu } from './person-menu.tsx';
import classes from './shell.module.css';
import { Tabs } from './tabs.tsx';
import { ThemeToggle } from './theme-toggle.tsx';
import { usePageTitle } from './use-page-title.ts';

const HelpSheet = lazy(async () => ({ default: (await import('./help-sheet.tsx')).HelpSheet }));
const Toasts = lazy(async () => ({ default: (await import('./toasts.tsx')).Toasts }));

type Props = { viewer: Viewer; bell: ReactNode; banner: ReactNode; children: ReactNode };

/** The frame around every signed-in page. */
export function Shell({ viewer, bell, banner, children }: Props) {
  const { t } = useTranslation();
  const phone = useIsPhone();
  const [path] = useLocation();
  const [help, setHelp] = useState(false);
  usePageTitle(path);
  useShortcuts({ '?': () => setHelp(true) });
  return (
    <div className={classes.shell}>
      <a href="#main" className={`visually-hidden ${classes.skip}`}>
        {t('skipToContent')}
      </a>
      <header className={classes.header}>
        <Logo />
        {viewer.practice ? <span className={classes.practice}>{viewer.practice.name}</span> : null}
        {phone ? null : <Tabs viewer={viewer} />}
        <span className={classes.space} />
        {viewer.isStaff ? (
          <ActionIcon
            className={classes.keyboard}
            variant="subtle"
            color="gray"
            size={36}
            aria-label={t('help.open')}
            onClick={() => setHelp(true)}
          >
            <IconKeyboard size={20} aria-hidden="true" />
          </ActionIcon>
        ) : null}
        <span className={classes.bell}>{bell}</span>
        <ThemeToggle />
        <PersonMenu viewer={viewer} onHelp={() => setHelp(true)} />
      </header>
      <OfflineBanner />
      {viewer.isStaff && hubPaths.some((room) => room === path) ? <HubBar viewer={viewer} /> : null}
      {banner}
      <main id="main" tabIndex={-1} className={classes.main}>
        {children}
      </main>
      {phone ? <Tabs viewer={viewer} /> : null}
      <Suspense>
        {help ? <HelpSheet onClose={() => setHelp(false)} /> : null}
        <Toasts />
      </Suspense>
    </div>
  );
}

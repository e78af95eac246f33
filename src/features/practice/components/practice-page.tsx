import {
  IconCalendarOff,
  IconChevronLeft,
  IconChevronRight,
  IconHistory,
  IconListDetails,
  IconMailForward,
  IconRefresh,
  IconScale,
  IconUsers,
} from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearch } from 'wouter';
import { Splash } from '../../../components/ui/splash.tsx';
import { useIsPhone } from '../../../lib/media.ts';
import type { Practice, Viewer } from '../../../lib/viewer/schema.ts';
import { formatSection, parseOpen, parseSection, type Section, sections } from '../location.ts';
import { AuditSection } from './audit/audit-section.tsx';
import { ClosuresSection } from './closures/closures-section.tsx';
import { MembersSection } from './members/members-section.tsx';
import { NotAdmin } from './not-admin.tsx';
import classes from './practice.module.css';
import { RulesSection } from './rules/rules-section.tsx';
import { TypesSection } from './types/types-section.tsx';

/** Looked at now and then: they do not weigh on the other sections. */
const MessagesSection = lazy(async () => ({
  default: (await import('./messages/messages-section.tsx')).MessagesSection,
}));
const SyncSection = lazy(async () => ({ default: (await import('./sync/sync-section.tsx')).SyncSection }));

const icons: Record<Section, typeof IconUsers> = {
  members: IconUsers,
  types: IconListDetails,
  closures: IconCalendarOff,
  rules: IconScale,
  messages: IconMailForward,
  sync: IconRefresh,
  audit: IconHistory,
};

export type SectionProps = {
  viewer: Viewer;
  practice: Practice;
  /** The thing whose dialog is open: an id, or `new`. */
  open: string | undefined;
  onOpen: (thing: string | undefined) => void;
};

/** What only admins see: a list of sections beside the chosen one; on a phone one after the other. */
export function PracticePage({ viewer }: { viewer: Viewer }) {
  const { t } = useTranslation('practice');
  const [path, go] = useLocation();
  const search = useSearch();
  const phone = useIsPhone();
  const { practice } = viewer;
  if (!practice || !viewer.roles.includes('admin')) return <NotAdmin viewer={viewer} />;

  const section = parseSection(path) ?? (phone ? undefined : 'members');
  const nav = (
    <nav className={classes.nav} aria-label={t('sections')}>
      {phone ? <h1 className={classes.title}>{t('title')}</h1> : null}
      {phone ? <p className={classes.quiet}>{practice.name}</p> : <p className={classes.navTitle}>{t('title')}</p>}
      <ul>
        {sections.map((name) => {
          const Icon = icons[name];
          return (
            <li key={name}>
              <Link
                href={formatSection(name, search)}
                className={classes.navLink}
                {...(name === section ? { 'aria-current': 'page' as const } : {})}
              >
                <Icon size={18} aria-hidden="true" />
                <span>{t(`section.${name}`)}</span>
                {phone ? <IconChevronRight size={18} aria-hidden="true" className="cs-flip-rtl" /> : null}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
  if (!section) return nav;

  const props: SectionProps = {
    viewer,
    practice,
    open: parseOpen(search),
    onOpen: (open) => go(formatSection(section, search, { open })),
  };
  return (
    <div className={classes.page}>
      {phone ? null : nav}
      <div className={classes.body}>
        {phone ? (
          <Link href={formatSection(undefined, search)} className={classes.back}>
            <IconChevronLeft size={18} aria-hidden="true" className="cs-flip-rtl" />
            {t('title')}
          </Link>
        ) : null}
        <Body section={section} {...props} />
      </div>
    </div>
  );
}

function Body({ section, ...props }: SectionProps & { section: Section }) {
  if (section === 'members') return <MembersSection {...props} />;
  if (section === 'types') return <TypesSection {...props} />;
  if (section === 'closures') return <ClosuresSection {...props} />;
  if (section === 'rules') return <RulesSection {...props} />;
  if (section === 'messages' || section === 'sync') {
    const Later = section === 'messages' ? MessagesSection : SyncSection;
    return (
      <Suspense fallback={<Splash />}>
        <Later {...props} />
      </Suspense>
    );
  }
  return <AuditSection {...props} />;
}

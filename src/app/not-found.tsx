import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

export function NotFound({ home }: { home: string }) {
  const { t } = useTranslation();
  return (
    <div style={{ padding: 32 }}>
      <h1 style={{ fontSize: 22 }}>{t('notFound.title')}</h1>
      <p>{t('notFound.body')}</p>
      <Link href={home} style={{ color: 'var(--cs-accent)' }}>
        {t('notFound.home')}
      </Link>
    </div>
  );
}

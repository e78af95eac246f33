import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Logo } from '../../../components/ui/logo.tsx';
import { appConfig } from '../../../lib/supabase.ts';
import { CodeForm } from './code-form.tsx';
import { PasswordForm } from './password-form.tsx';
import classes from './sign-in.module.css';

// Only the embedded home has demo people: nobody else loads the code for them.
const DemoSignIns = lazy(async () => ({ default: (await import('./demo-sign-ins.tsx')).DemoSignIns }));

/** One card: password or code; in the embedded home the demo people below it. */
export function SignInPage() {
  const { t } = useTranslation('sign-in');
  const [way, setWay] = useState<'password' | 'code'>('password');
  const [email, setEmail] = useState('');
  const embedded = appConfig().home === 'embedded';
  return (
    <main className={classes.page}>
      <div className={classes.column}>
        <Logo />
        <section className={classes.card} aria-labelledby="sign-in-title">
          <h1 id="sign-in-title" className={classes.title}>
            {t('title')}
          </h1>
          {way === 'password' ? (
            <PasswordForm email={email} onEmail={setEmail} />
          ) : (
            <CodeForm email={email} onEmail={setEmail} inbox={embedded} />
          )}
          <Button variant="subtle" fullWidth onClick={() => setWay(way === 'password' ? 'code' : 'password')}>
            {way === 'password' ? t('useCode') : t('usePassword')}
          </Button>
        </section>
        <Suspense>{embedded ? <DemoSignIns /> : null}</Suspense>
      </div>
    </main>
  );
}

import { useEffect } from 'react';
import { SignInPage } from '../../features/sign-in/components/sign-in-page.tsx';
import { LanguageLinks } from '../language-links.tsx';

export function SignInRoute() {
  // While somebody types their password there is time to fetch what comes next.
  useEffect(() => {
    void import('../signed-in.tsx').then((next) => next.preload());
  }, []);
  return (
    <>
      <SignInPage />
      <LanguageLinks />
    </>
  );
}

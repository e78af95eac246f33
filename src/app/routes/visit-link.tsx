import { VisitLinkPage } from '../../features/visit-link/components/visit-link-page.tsx';
import { hasChosenLanguage, toLanguage } from '../../lib/language.ts';
import { showLanguage } from '../i18n.ts';
import { LanguageLinks } from '../language-links.tsx';

/** In the language of whom the link was written to, as the message was, unless another was chosen on this device. */
async function followReader(locale: string): Promise<void> {
  const language = toLanguage(locale);
  if (language && !hasChosenLanguage()) await showLanguage(language);
}

export function VisitLinkRoute({ token }: { token: string }) {
  return (
    <>
      <VisitLinkPage token={token} onReader={followReader} />
      <LanguageLinks />
    </>
  );
}

import { VisitLinkPage } from '../../features/visit-link/components/visit-link-page.tsx';
import { LanguageLinks } from '../language-links.tsx';

export function VisitLinkRoute({ token }: { token: string }) {
  return (
    <>
      <VisitLinkPage token={token} />
      <LanguageLinks />
    </>
  );
}

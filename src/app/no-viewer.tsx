import { Alert, Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../components/ui/error-text.tsx';
import { signOut } from './sign-out.ts';

/** Signed in, but nobody can say as whom: the network, or a login without a profile. */
export function NoViewer({ error, retry }: { error: unknown; retry: () => void }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  return (
    <main style={{ maxInlineSize: 480, margin: '15vh auto', paddingInline: 16 }}>
      <Alert color="red" role="alert" title={t('noViewer')}>
        <p>{errorText(error)}</p>
        <Button onClick={retry} mr="sm">
          {t('retry')}
        </Button>
        <Button variant="default" onClick={() => void signOut()}>
          {t('signOut')}
        </Button>
      </Alert>
    </main>
  );
}

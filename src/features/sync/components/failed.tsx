import { Alert, Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useProblemText } from '../use-sync-words.ts';

type Props = { error: unknown; retry?: () => void };

/** What could not be read or done, in words, where it happened. */
export function Failed({ error, retry }: Props) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  if (!error) return null;
  return (
    <Alert color="red" role="alert">
      {problemText(error)}{' '}
      {retry ? (
        <Button size="compact-sm" variant="default" onClick={retry}>
          {t('retry')}
        </Button>
      ) : null}
    </Alert>
  );
}

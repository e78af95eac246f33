import { Alert, Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';

type Props = { error: unknown; retry?: () => void };

/** What could not be read or written, in words, where it happened. */
export function Failed({ error, retry }: Props) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  if (!error) return null;
  return (
    <Alert color="red" role="alert" mb="sm">
      {errorText(error)}{' '}
      {retry ? (
        <Button size="compact-sm" variant="default" onClick={retry}>
          {t('retry')}
        </Button>
      ) : null}
    </Alert>
  );
}

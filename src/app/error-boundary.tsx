import { Alert, Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

type Props = { children: ReactNode };

/** The last net: says so in words and offers a fresh start. React has no hook for this, hence the class. */
export class ErrorBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(error: unknown) {
    console.error(error);
  }

  override render() {
    return this.state.failed ? <BrokenPage /> : this.props.children;
  }
}

function BrokenPage() {
  const { t } = useTranslation();
  return (
    <main style={{ maxInlineSize: 480, margin: '15vh auto', paddingInline: 16 }}>
      <Alert color="red" role="alert" title={t('broken.title')}>
        <p>{t('broken.body')}</p>
        <Button onClick={() => window.location.reload()}>{t('broken.reload')}</Button>
      </Alert>
    </main>
  );
}

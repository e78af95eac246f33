import { Button } from '@mantine/core';
import { IconMessageOff } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../components/ui/empty-state.tsx';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { Splash } from '../../../components/ui/splash.tsx';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import { messageMutations } from '../mutations.ts';
import { wishOf } from '../recipients.ts';

type Props = {
  viewer: Viewer;
  wanted: { patientId?: string; clinicianId?: string };
  onStarted: (threadId: string) => void;
  onGiveUp: () => void;
};

/** Opens the thread that an address asks for by its people, and hands its id over. */
export function StartThread({ viewer, wanted, onStarted, onGiveUp }: Props) {
  const { t } = useTranslation(['messages', 'common']);
  const errorText = useErrorText();
  const { mutate, error } = useMutation(messageMutations.start(useQueryClient()));
  const wish = wishOf(viewer, wanted);
  const latest = useRef({ wish, onStarted });
  useEffect(() => {
    latest.current = { wish, onStarted };
  });
  const start = useCallback(
    () => mutate(latest.current.wish, { onSuccess: (threadId) => latest.current.onStarted(threadId) }),
    [mutate],
  );
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    start();
  }, [start]);
  if (!error) return <Splash />;
  return (
    <EmptyState
      icon={<IconMessageOff size={32} stroke={1.5} />}
      title={t('start.failed')}
      body={<span role="alert">{errorText(error)}</span>}
      action={
        <div style={{ display: 'flex', gap: 8 }}>
          <Button onClick={start}>{t('common:retry')}</Button>
          <Button variant="default" onClick={onGiveUp}>
            {t('thread.back')}
          </Button>
        </div>
      }
    />
  );
}

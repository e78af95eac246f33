import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Drawer.layer.css';
import { Alert, Button, Drawer } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { Splash } from '../../../components/ui/splash.tsx';
import { appointmentQueries } from '../../../lib/appointments/queries.ts';
import { useIsPhone } from '../../../lib/media.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import { CancelForm } from './cancel-form.tsx';
import { MoveForm } from './move-form.tsx';
import { VisitActions } from './visit-actions.tsx';
import { VisitFacts } from './visit-facts.tsx';

type Props = {
  appointmentId: string;
  viewer: Viewer;
  zone: string;
  onClose: () => void;
};

/** Everything about one visit: beside the calendar on a desk, from below on a phone. */
export function VisitDrawer({ appointmentId, viewer, zone, onClose }: Props) {
  const { t } = useTranslation(['appointment', 'common']);
  const errorText = useErrorText();
  const phone = useIsPhone();
  const visit = useQuery(appointmentQueries.detail(appointmentId));
  const [step, setStep] = useState<'facts' | 'move' | 'cancel'>('facts');
  const back = () => setStep('facts');
  return (
    <Drawer
      opened
      onClose={onClose}
      position={phone ? 'bottom' : 'right'}
      size={phone ? '88%' : step === 'move' ? 520 : 400}
      title={t(`title.${step}`)}
      closeButtonProps={{ 'aria-label': t('common:close'), size: phone ? 44 : 'md' }}
    >
      {visit.isPending ? <Splash /> : null}
      {visit.isError ? (
        <Alert color="red" role="alert">
          <p>{errorText(visit.error)}</p>
          <Button variant="default" onClick={() => void visit.refetch()}>
            {t('common:retry')}
          </Button>
        </Alert>
      ) : null}
      {visit.data && step === 'facts' ? (
        <>
          <VisitFacts visit={visit.data} viewer={viewer} zone={zone} />
          <VisitActions
            visit={visit.data}
            viewer={viewer}
            onMove={() => setStep('move')}
            onCancel={() => setStep('cancel')}
          />
        </>
      ) : null}
      {visit.data && step === 'move' ? <MoveForm visit={visit.data} viewer={viewer} zone={zone} onDone={back} /> : null}
      {visit.data && step === 'cancel' ? <CancelForm visit={visit.data} viewer={viewer} onDone={back} /> : null}
    </Drawer>
  );
}

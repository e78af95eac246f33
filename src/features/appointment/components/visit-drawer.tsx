import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../../../components/ui/sheet.tsx';
import { Splash } from '../../../components/ui/splash.tsx';
import { appointmentKeys, appointmentQueries } from '../../../lib/appointments/queries.ts';
import { useIsPhone } from '../../../lib/media.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import { CancelForm } from './cancel-form.tsx';
import { DockedPanel } from './docked-panel.tsx';
import { MoveForm } from './move-form.tsx';
import { Refusal } from './refusal.tsx';
import { VisitActions } from './visit-actions.tsx';
import { VisitFacts } from './visit-facts.tsx';

type Props = {
  appointmentId: string;
  viewer: Viewer;
  zone: string;
  onClose: () => void;
  /** Beside the page where there is room, filling its slot; otherwise a dialog. On a phone always a sheet. */
  docked?: boolean;
  /** Opens another visit of the same series. */
  onOpenVisit?: ((appointmentId: string) => void) | undefined;
};

type Step = 'facts' | 'move' | 'cancel';

/** Everything about one visit and what can be done with it. */
export function VisitDrawer({ appointmentId, viewer, zone, onClose, docked = false, onOpenVisit }: Props) {
  const { t } = useTranslation(['appointment', 'common']);
  const phone = useIsPhone();
  const client = useQueryClient();
  const visit = useQuery(appointmentQueries.detail(appointmentId));
  const [step, setStep] = useState<Step>('facts');
  const back = () => setStep('facts');
  const showCurrent = () => {
    void client.invalidateQueries({ queryKey: appointmentKeys.all });
    back();
  };
  const title = t(`title.${step}`);
  const content = (
    <>
      {visit.isPending ? <Splash /> : null}
      {visit.isError && !visit.data ? (
        <Refusal error={visit.error}>
          <Button variant="default" onClick={() => void visit.refetch()}>
            {t('common:retry')}
          </Button>
        </Refusal>
      ) : null}
      {visit.data && step === 'facts' ? (
        <VisitFacts visit={visit.data} viewer={viewer} zone={zone} onOpenVisit={onOpenVisit}>
          <VisitActions
            visit={visit.data}
            viewer={viewer}
            zone={zone}
            onMove={() => setStep('move')}
            onCancel={() => setStep('cancel')}
            onShowCurrent={showCurrent}
          />
        </VisitFacts>
      ) : null}
      {visit.data && step === 'move' ? (
        <MoveForm visit={visit.data} viewer={viewer} zone={zone} onDone={back} onShowCurrent={showCurrent} />
      ) : null}
      {visit.data && step === 'cancel' ? (
        <CancelForm visit={visit.data} viewer={viewer} zone={zone} onDone={back} onShowCurrent={showCurrent} />
      ) : null}
    </>
  );
  if (docked && !phone) {
    return (
      <DockedPanel
        focusKey={`${appointmentId} ${step}`}
        title={title}
        returnTo={() => blockOf(appointmentId)}
        // From a form back to the visit first, so that a slip of the finger does not close everything.
        onEscape={step === 'facts' ? onClose : back}
        onClose={onClose}
      >
        {content}
      </DockedPanel>
    );
  }
  return (
    <Sheet opened onClose={onClose} title={title} size={step === 'move' ? 560 : 480}>
      <KeepFocus focusKey={step} label={title}>
        {content}
      </KeepFocus>
    </Sheet>
  );
}

/** In a dialog the focus would fall back to the page when a step gives way to another. */
function KeepFocus({ focusKey, label, children }: { focusKey: string; label: string; children: ReactNode }) {
  const area = useRef<HTMLElement>(null);
  const shown = useRef(focusKey);
  useEffect(() => {
    if (shown.current === focusKey) return;
    shown.current = focusKey;
    if (!area.current?.contains(document.activeElement)) area.current?.focus({ preventScroll: true });
  }, [focusKey]);
  return (
    <section ref={area} tabIndex={-1} aria-label={label} style={{ outline: 'none' }}>
      {children}
    </section>
  );
}

const blockOf = (appointmentId: string) =>
  document.querySelector<HTMLElement>(`[data-visit-id="${CSS.escape(appointmentId)}"]`);

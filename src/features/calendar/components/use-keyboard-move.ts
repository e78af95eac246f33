import { type FocusEvent, type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../../../lib/announce.ts';
import { mayMove, type Visit } from '../../../lib/appointments/schema.ts';
import type { TimeRange } from '../../../lib/errors.ts';
import { formatDay, formatTimeRange } from '../../../lib/time.ts';
import type { PendingMove } from '../events.ts';
import { movedBy } from '../keyboard-move.ts';
import type { GridStarts } from '../starts.ts';

const visitIdOf = (target: EventTarget) =>
  target instanceof Element ? target.closest<HTMLElement>('[data-visit-id]')?.dataset.visitId : undefined;

type Where = {
  zone: string;
  starts: GridStarts;
  /** Kept by the caller, who draws the visit at its new place. */
  pending: PendingMove | undefined;
  setPending: (pending: PendingMove | undefined) => void;
};

/**
 * Moving with the keyboard: Alt + arrows show the new place, Enter keeps it, Escape puts the visit back. Nothing is
 * saved on the way, so that a patient is told of one move and not of six.
 */
export function useKeyboardMove(
  visits: readonly Visit[] | undefined,
  { zone, starts, pending, setPending }: Where,
  onMove: (visit: Visit, times: TimeRange) => void,
) {
  const { t, i18n } = useTranslation('calendar');
  const refocus = useRef<string>(undefined);

  // A visit that changes its column is drawn anew and loses the focus: give it back.
  useEffect(() => {
    const id = refocus.current;
    if (!id) return;
    const element = document.querySelector<HTMLElement>(`[data-visit-id="${CSS.escape(id)}"]`);
    if (element && document.activeElement !== element) element.focus();
  });

  const release = () => {
    refocus.current = undefined;
    setPending(undefined);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const id = visitIdOf(event.target);
    const visit = visits?.find((candidate) => candidate.appointment_id === id);
    if (!visit) return;
    const current = pending?.appointmentId === visit.appointment_id ? pending : undefined;
    if (event.altKey && event.key.startsWith('Arrow')) {
      const from = current ?? { start: visit.scheduled_start, end: visit.scheduled_end };
      const to = mayMove(visit.status) ? movedBy(event, from, { zone, starts, rtl: i18n.dir() === 'rtl' }) : undefined;
      event.preventDefault();
      event.stopPropagation();
      if (!to) return announce(t('move.notPossible'));
      refocus.current = visit.appointment_id;
      setPending({ appointmentId: visit.appointment_id, ...to });
      return announce(
        t('move.preview', { day: formatDay(to.start, zone), time: formatTimeRange(to.start, to.end, zone) }),
      );
    }
    if (!current) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      event.stopPropagation();
      setPending(undefined);
      onMove(visit, { start: current.start, end: current.end });
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      setPending(undefined);
      announce(t('move.putBack'));
    }
  };

  // Leaving the visit leaves the move; the short loss of focus while it is drawn anew does not count.
  const onBlur = (event: FocusEvent<HTMLElement>) => {
    if (event.relatedTarget && visitIdOf(event.relatedTarget) !== refocus.current) release();
  };

  return { onKeyDownCapture: onKeyDown, onBlurCapture: onBlur };
}

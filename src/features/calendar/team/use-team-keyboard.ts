import { type FocusEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../../../lib/announce.ts';
import { mayMove, type Visit } from '../../../lib/appointments/schema.ts';
import type { Clinician } from '../../../lib/practice/schema.ts';
import { formatDay, formatTimeRange } from '../../../lib/time.ts';
import type { GridStarts } from '../starts.ts';
import { type TeamPlace, teamMovedBy } from './keyboard.ts';

export type PendingHandOver = TeamPlace & { appointmentId: string };

const visitIdOf = (target: EventTarget) =>
  target instanceof Element ? target.closest<HTMLElement>('[data-visit-id]')?.dataset.visitId : undefined;

type Options = {
  visits: readonly Visit[];
  clinicians: readonly Clinician[];
  zone: string;
  startsOf: (clinicianId: string) => GridStarts;
  onMove: (visit: Visit, place: TeamPlace) => void;
};

/**
 * The keyboard's way of dragging between clinicians: Alt + arrows show the new place, Enter keeps it, Escape puts the
 * visit back. Nothing is saved on the way.
 */
export function useTeamKeyboard({ visits, clinicians, zone, startsOf, onMove }: Options) {
  const { t, i18n } = useTranslation('team');
  const [pending, setPending] = useState<PendingHandOver>();
  const refocus = useRef<string>(undefined);

  // In another column the visit is drawn anew and has lost the focus. The column draws in its own time, hence the watch.
  useEffect(() => {
    if (!refocus.current) return;
    const giveBack = () => {
      const id = refocus.current;
      if (!id || document.activeElement !== document.body) return;
      document.querySelector<HTMLElement>(`[data-visit-id="${CSS.escape(id)}"]`)?.focus();
    };
    giveBack();
    const watch = new MutationObserver(giveBack);
    watch.observe(document.body, { childList: true, subtree: true });
    // Whoever takes the mouse has left the visit, even where nothing else takes the focus.
    const leave = () => {
      refocus.current = undefined;
      setPending(undefined);
    };
    document.addEventListener('pointerdown', leave);
    return () => {
      watch.disconnect();
      document.removeEventListener('pointerdown', leave);
    };
  });

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const id = visitIdOf(event.target);
    const visit = visits.find((candidate) => candidate.appointment_id === id);
    if (!visit) return;
    const current = pending?.appointmentId === visit.appointment_id ? pending : undefined;
    const handled = () => {
      event.preventDefault();
      event.stopPropagation();
    };
    if (event.altKey && event.key.startsWith('Arrow')) {
      handled();
      if (!mayMove(visit.status)) return announce(t('notPossible'));
      const from = current ?? {
        start: visit.scheduled_start,
        end: visit.scheduled_end,
        clinicianId: visit.clinician_id,
      };
      const clinicianIds = clinicians.map((clinician) => clinician.clinician_id);
      const to = teamMovedBy(event, from, { clinicianIds, startsOf, zone, rtl: i18n.dir() === 'rtl' });
      if (to === 'no-neighbour') return announce(t('noNeighbour'));
      if (!to) return announce(t('notPossible'));
      refocus.current = visit.appointment_id;
      setPending({ ...to, appointmentId: visit.appointment_id });
      const name = clinicians.find((clinician) => clinician.clinician_id === to.clinicianId)?.display_name;
      const when = { day: formatDay(to.start, zone), time: formatTimeRange(to.start, to.end, zone) };
      return announce(t('preview', { name, ...when }));
    }
    if (!current) return;
    if (event.key === 'Enter' || event.key === ' ') {
      handled();
      setPending(undefined);
      onMove(visit, { start: current.start, end: current.end, clinicianId: current.clinicianId });
    } else if (event.key === 'Escape') {
      handled();
      setPending(undefined);
      announce(t('putBack'));
    }
  };

  // Leaving the visit leaves the move; the short loss of focus while it is drawn anew does not count.
  const onBlur = (event: FocusEvent<HTMLElement>) => {
    if (!event.relatedTarget || visitIdOf(event.relatedTarget) === refocus.current) return;
    refocus.current = undefined;
    setPending(undefined);
  };

  return { pending, onKeyDownCapture: onKeyDown, onBlurCapture: onBlur };
}

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { announce } from '../lib/announce.ts';
import { type Move, moveVisit } from '../lib/appointments/move.ts';
import type { SavedVisit, Visit } from '../lib/appointments/schema.ts';
import { type AppError, toAppError } from '../lib/errors.ts';
import { practiceQueries } from '../lib/practice/queries.ts';
import { formatDay, formatTimeRange } from '../lib/time.ts';
import { toast } from './ui/toast.tsx';

/**
 * Moves a visit, says so and offers to undo it, which is a move back to the former clinician and time. A refusal, also
 * of the undoing, is handed to `onRefused`; the visit is back in its place by then. True when the visit was moved.
 */
export function useMoveVisit({
  zone,
  onRefused,
}: {
  zone: string;
  onRefused: (move: Move, error: AppError) => void;
}): (move: Move) => Promise<boolean> {
  const { t } = useTranslation('appointment');
  const client = useQueryClient();
  const clinicians = useQuery(practiceQueries.clinicians());

  const sentence = (saved: SavedVisit, newClinician: string | undefined) => {
    const when = {
      day: formatDay(saved.scheduled_start, zone),
      time: formatTimeRange(saved.scheduled_start, saved.scheduled_end, zone),
    };
    const name = clinicians.data?.find((clinician) => clinician.clinician_id === newClinician)?.display_name;
    return name ? t('handedOver', { name, ...when }) : t('moved', when);
  };

  const run = async (move: Move, undoing: boolean): Promise<boolean> => {
    try {
      const saved = await moveVisit(client, move);
      const handedOver =
        move.clinicianId && move.clinicianId !== move.visit.clinician_id ? move.clinicianId : undefined;
      const message = sentence(saved, handedOver);
      announce(message);
      toast(undoing ? { message } : { message, undo: () => run(backTo(move, saved), true) });
      return true;
    } catch (error) {
      onRefused(move, toAppError(error));
      return false;
    }
  };
  return (move) => run(move, false);
}

/** The move that puts a moved visit back where it was. */
function backTo({ visit, clinicianId }: Move, saved: SavedVisit): Move {
  const moved: Visit = {
    ...visit,
    scheduled_start: saved.scheduled_start,
    scheduled_end: saved.scheduled_end,
    clinician_id: clinicianId ?? visit.clinician_id,
    status: saved.status,
    version: saved.version,
  };
  return {
    visit: moved,
    start: visit.scheduled_start,
    end: visit.scheduled_end,
    ...(moved.clinician_id === visit.clinician_id ? {} : { clinicianId: visit.clinician_id }),
  };
}

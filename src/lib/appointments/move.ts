import type { QueryClient } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { toAppError, unwrap } from '../errors.ts';
import { supabase } from '../supabase.ts';
import { appointmentKeys } from './queries.ts';
import { type SavedVisit, savedVisitSchema, type Visit } from './schema.ts';

/**
 * Moving a visit, shown before it is saved. Moves of one visit run one after the other; a refused move puts back
 * only its own row, and only if nothing newer has changed it.
 */
export type Move = {
  visit: Visit;
  start: string;
  end: string;
  reason?: string | undefined;
  overbookReason?: string | undefined;
};

export const moveKey = ['appointments', 'move'] as const;

type Times = Pick<Visit, 'scheduled_start' | 'scheduled_end'>;
const sameTimes = (a: Times, b: Times): boolean =>
  Date.parse(a.scheduled_start) === Date.parse(b.scheduled_start) &&
  Date.parse(a.scheduled_end) === Date.parse(b.scheduled_end);

function patch(client: QueryClient, appointmentId: string, change: (visit: Visit) => Visit) {
  client.setQueriesData<Visit[]>({ queryKey: appointmentKeys.lists }, (visits) =>
    visits?.map((visit) => (visit.appointment_id === appointmentId ? change(visit) : visit)),
  );
}

function cachedVersion(client: QueryClient, visit: Visit): number {
  let version = visit.version;
  for (const [, visits] of client.getQueriesData<Visit[]>({ queryKey: appointmentKeys.lists })) {
    const cached = visits?.find((candidate) => candidate.appointment_id === visit.appointment_id);
    if (cached) version = Math.max(version, cached.version);
  }
  return version;
}

async function reschedule(client: QueryClient, move: Move): Promise<SavedVisit> {
  const answer = await supabase().rpc('reschedule_appointment', {
    appointment_id: move.visit.appointment_id,
    slot_start: move.start,
    slot_end: move.end,
    // Read when the turn comes: an earlier move of the same visit may have raised it.
    expected_version: cachedVersion(client, move.visit),
    ...(move.reason ? { reason: move.reason } : {}),
    ...(move.overbookReason ? { overbook_reason: move.overbookReason } : {}),
  });
  return z.parse(savedVisitSchema, unwrap(answer));
}

/** Resolves with the saved visit; rejects with an AppError after the row has been put back. */
export async function moveVisit(client: QueryClient, move: Move): Promise<SavedVisit> {
  const id = move.visit.appointment_id;
  const before: Times = { scheduled_start: move.visit.scheduled_start, scheduled_end: move.visit.scheduled_end };
  const after: Times = { scheduled_start: move.start, scheduled_end: move.end };
  const mutation = client.getMutationCache().build<SavedVisit, Error, Move, void>(client, {
    mutationKey: moveKey,
    scope: { id: `move-${id}` },
    networkMode: 'always',
    mutationFn: (variables) => reschedule(client, variables),
    onMutate: async () => {
      await client.cancelQueries({ queryKey: appointmentKeys.lists });
      patch(client, id, (visit) => ({ ...visit, ...after }));
    },
    onError: () => patch(client, id, (visit) => (sameTimes(visit, after) ? { ...visit, ...before } : visit)),
    onSuccess: (saved) =>
      patch(client, id, (visit) => ({
        ...visit,
        ...(sameTimes(visit, after)
          ? { scheduled_start: saved.scheduled_start, scheduled_end: saved.scheduled_end }
          : {}),
        status: saved.status,
        version: saved.version,
      })),
    onSettled: () => {
      // Only the last one out refetches: an earlier answer would show the visit at its old place for a moment.
      if (client.isMutating({ mutationKey: moveKey }) <= 1) {
        void client.invalidateQueries({ queryKey: appointmentKeys.all });
      }
    },
  });
  try {
    return await mutation.execute(move);
  } catch (error) {
    throw toAppError(error);
  }
}

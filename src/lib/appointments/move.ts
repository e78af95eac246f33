import type { QueryClient, QueryKey } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { toAppError, unwrap } from '../errors.ts';
import { supabase } from '../supabase.ts';
import { appointmentKeys } from './queries.ts';
import { type SavedVisit, savedVisitSchema, type Visit } from './schema.ts';

/**
 * Moving a visit, shown before it is saved. Moves of one visit run one after the other; a refused move puts back
 * only its own row, and only if nothing newer has changed it. With another clinician it is a hand-over: the row leaves
 * the lists of the one and joins those of the other.
 */
export type Move = {
  visit: Visit;
  start: string;
  end: string;
  /** Hands the visit to this clinician; their rules decide. */
  clinicianId?: string | undefined;
  reason?: string | undefined;
  overbookReason?: string | undefined;
};

export const moveKey = ['appointments', 'move'] as const;

type Place = Pick<Visit, 'scheduled_start' | 'scheduled_end' | 'clinician_id'>;
const placeOf = ({ scheduled_start, scheduled_end, clinician_id }: Visit): Place => ({
  scheduled_start,
  scheduled_end,
  clinician_id,
});
const samePlace = (a: Place, b: Place): boolean =>
  a.clinician_id === b.clinician_id &&
  Date.parse(a.scheduled_start) === Date.parse(b.scheduled_start) &&
  Date.parse(a.scheduled_end) === Date.parse(b.scheduled_end);

/** What a list holds, read from its key. A list with any other filter only has the rows changed that it has. */
const scopeSchema = z.strictObject({
  clinicianId: z.optional(z.string()),
  practiceId: z.optional(z.string()),
  from: z.string(),
  to: z.string(),
});

/** Whether a list must have the row (true), must not (false), or is not for us to judge (undefined). */
function belongs(queryKey: QueryKey, visit: Visit): boolean | undefined {
  const { data: scope } = z.safeParse(scopeSchema, queryKey[appointmentKeys.lists.length]);
  if (!scope) return undefined;
  if (scope.clinicianId !== undefined && scope.clinicianId !== visit.clinician_id) return false;
  const touches =
    Date.parse(visit.scheduled_start) < Date.parse(scope.to) &&
    Date.parse(visit.scheduled_end) > Date.parse(scope.from);
  return touches && (scope.practiceId === undefined || scope.practiceId === visit.practice_id) ? true : undefined;
}

function cachedRows(client: QueryClient, appointmentId: string): Visit[] {
  return client
    .getQueriesData<Visit[]>({ queryKey: appointmentKeys.lists })
    .flatMap(([, visits]) => (Array.isArray(visits) ? visits : []))
    .filter((visit) => visit.appointment_id === appointmentId);
}

/** Changes the row in every list that has it, and moves it between lists when its clinician changes. */
function patch(client: QueryClient, known: Visit, change: (visit: Visit) => Visit) {
  const id = known.appointment_id;
  const latest = change(cachedRows(client, id)[0] ?? known);
  for (const [queryKey, visits] of client.getQueriesData<Visit[]>({ queryKey: appointmentKeys.lists })) {
    if (!Array.isArray(visits)) continue;
    const here = visits.some((visit) => visit.appointment_id === id);
    const wanted = belongs(queryKey, latest);
    if (here && wanted === false) {
      client.setQueryData<Visit[]>(queryKey, without(visits, id));
    } else if (here) {
      client.setQueryData<Visit[]>(
        queryKey,
        visits.map((visit) => (visit.appointment_id === id ? change(visit) : visit)),
      );
    } else if (wanted) {
      client.setQueryData<Visit[]>(queryKey, [...visits, latest]);
    }
  }
}
const without = (visits: readonly Visit[], id: string) => visits.filter((visit) => visit.appointment_id !== id);

const cachedVersion = (client: QueryClient, visit: Visit): number =>
  Math.max(visit.version, ...cachedRows(client, visit.appointment_id).map((cached) => cached.version));

async function reschedule(client: QueryClient, move: Move): Promise<SavedVisit> {
  const answer = await supabase().rpc('reschedule_appointment', {
    appointment_id: move.visit.appointment_id,
    slot_start: move.start,
    slot_end: move.end,
    // Read when the turn comes: an earlier move of the same visit may have raised it.
    expected_version: cachedVersion(client, move.visit),
    ...(move.clinicianId ? { clinician_id: move.clinicianId } : {}),
    ...(move.reason ? { reason: move.reason } : {}),
    ...(move.overbookReason ? { overbook_reason: move.overbookReason } : {}),
  });
  return z.parse(savedVisitSchema, unwrap(answer));
}

/** Resolves with the saved visit; rejects with an AppError after the row has been put back. */
export async function moveVisit(client: QueryClient, move: Move): Promise<SavedVisit> {
  const id = move.visit.appointment_id;
  const before = placeOf(move.visit);
  const after: Place = {
    scheduled_start: move.start,
    scheduled_end: move.end,
    clinician_id: move.clinicianId ?? move.visit.clinician_id,
  };
  const mutation = client.getMutationCache().build<SavedVisit, Error, Move, void>(client, {
    mutationKey: moveKey,
    scope: { id: `move-${id}` },
    networkMode: 'always',
    mutationFn: (variables) => reschedule(client, variables),
    onMutate: async () => {
      await client.cancelQueries({ queryKey: appointmentKeys.lists });
      patch(client, move.visit, (visit) => ({ ...visit, ...after }));
    },
    onError: () => patch(client, move.visit, (visit) => (samePlace(visit, after) ? { ...visit, ...before } : visit)),
    onSuccess: (saved) =>
      patch(client, move.visit, (visit) => ({
        ...visit,
        ...(samePlace(visit, after)
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

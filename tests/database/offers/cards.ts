/** What tests say about cards: the times they offer, how they are made and answered. */
import type { Span, Visit } from '../booking/answers.ts';
import { type Clinic, slot } from '../booking/clinic.ts';
import type { Caller, Scene } from '../messages/scene.ts';

export const statuses = ['pending', 'accepted', 'declined', 'countered', 'expired', 'cancelled'] as const;
export type Status = (typeof statuses)[number];

export interface Option extends Span {
  duration: number;
  free?: boolean | null;
}

/** A card as the API gives it. */
export interface Card {
  slot_id: string;
  message_id: string;
  conversation_id: string;
  offered_by: string;
  offered_to: string;
  clinician_id: string;
  slot_type: string;
  time_options: Option[];
  status: Status;
  selected_time_index: number | null;
  note: string | null;
  response_note: string | null;
  expires_at: string;
  responded_at: string | null;
  counter_of: string | null;
  appointment_id: string | null;
  awaits: 'patient' | 'practice';
  held: boolean;
  clinician_name: string;
  appointment: { status: string; scheduled_start: string; scheduled_end: string } | null;
  message: { message_id: string; kind: string; sender_id: string; conversation_id: string };
}

export interface Answered {
  slot: Card;
  appointment: Visit | null;
}

/** The nth slots of a clinic as time options. */
export const times = (...numbers: number[]): Span[] =>
  numbers.map((n) => ({ start: slot(n).slot_start, end: slot(n).slot_end }));

/** The arguments of offer_times and request_times. */
export const wanted = (conversation_id: string, time_options: unknown = times(0, 2), more = {}) => ({
  conversation_id,
  time_options,
  appointment_type: 'follow_up',
  location_type: 'in_person',
  ...more,
});

/** The clinician offers times 0 and 2, unless told otherwise. */
export const offer = (on: Scene, clinic: Clinic, conversation_id: string, more = {}, who: Caller = clinic.clinician) =>
  on.done<Card>(who, 'offer_times', wanted(conversation_id, times(0, 2), more));

export const request = (on: Scene, clinic: Clinic, conversation_id: string, more = {}) =>
  on.done<Card>(clinic.patient, 'request_times', wanted(conversation_id, times(0, 2), more));

export const accept = (on: Scene, who: Caller, { slot_id }: Card, selected_time_index = 0) =>
  on.done<Answered>(who, 'respond_to_offer', { slot_id, response: 'accept', selected_time_index });

export const counter = async (on: Scene, who: Caller, { slot_id }: Card, more: Record<string, unknown>) =>
  (await on.done<Answered>(who, 'respond_to_offer', { slot_id, response: 'counter', ...more })).slot;

/** What the table holds. */
export async function stored(on: Scene, { slot_id }: Pick<Card, 'slot_id'>): Promise<Record<string, unknown>> {
  const [row] = await on.tx`select * from public.appointment_time_slots where slot_id = ${slot_id}`;
  if (!row) throw new Error('there is no such card');
  return row;
}

/** The starts that are kept for a card just now. */
export async function kept(on: Scene, { message_id }: Pick<Card, 'message_id'>): Promise<string[]> {
  const rows = await on.tx<{ slot_start: Date }[]>`
    select slot_start from public.slot_holds
    where message_id = ${message_id} and expires_at > private.now() order by slot_start`;
  return rows.map(({ slot_start }) => slot_start.toISOString());
}

export const refusedAnswer = (on: Scene, who: Caller, { slot_id }: Card, args: object) =>
  on.refused(who, 'respond_to_offer', { slot_id, ...args });

/** Whether somebody is offered the nth time of the clinic by a search. */
export async function sees(on: Scene, who: Caller, { clinician }: Clinic, n: number): Promise<boolean> {
  const { slot_start, slot_end } = slot(n);
  const args = { clinician_id: clinician.clinician_id, range_start: slot_start, range_end: slot_end };
  return (await on.rows(who, 'available_slots', args)).length === 1;
}

/** `free` of the times of the first card in a thread, as somebody sees it. */
export const freeTimes = async (on: Scene, who: Caller, conversation_id: string) =>
  (await on.rows<{ offer: Card | null }>(who, 'conversation_messages', { conversation_id }))
    .findLast((line) => line.offer)
    ?.offer?.time_options.map((option) => option.free);

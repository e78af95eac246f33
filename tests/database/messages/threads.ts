/** What tests say about threads: starting one, writing in it, reading it. */
import type { PersonWithLogin } from '../../support/factory.ts';
import type { Clinic } from '../booking/clinic.ts';
import type { Card } from '../offers/cards.ts';
import type { Caller, Scene } from './scene.ts';

export interface Thread {
  conversation_id: string;
  practice_id: string;
  patient_id: string;
  subject: string | null;
  participants: string[];
}

/** A row of conversation_list. */
export interface Listed {
  conversation_id: string;
  patient_name: string;
  viewer_side: string;
  clinicians: { clinician_id: string; display_name: string }[];
  last_message: { body: string; kind: string; mine: boolean; offer: { status: string } | null } | null;
  last_message_at: string;
  unread_count: number;
  awaits_me: boolean;
  read_by_other_at: string | null;
}

/** A row of conversation_messages. */
export interface Line {
  message_id: string;
  position: number;
  sender_id: string | null;
  sender_name: string | null;
  sender_side: string;
  kind: string;
  body: string;
  payload: Record<string, string>;
  created_at: string;
  offer: Card | null;
}

/** The id of the thread of the clinic's patient with its clinician, unless told otherwise. */
export async function startThread(on: Scene, clinic: Clinic, more: Record<string, unknown> = {}, who?: Caller) {
  const { clinician_id } = clinic.clinician;
  const args = { clinician_id, patient_id: clinic.patient.patient_id, ...more };
  return (await on.done<Thread>(who ?? clinic.clinician, 'start_conversation', args)).conversation_id;
}

/** Writes as that person, through the table as the web app does; the code of the refusal, or 'sent'. */
export async function write(
  on: Scene,
  who: PersonWithLogin,
  conversation_id: string,
  body = 'Good morning',
  more: Record<string, unknown> = {},
): Promise<string> {
  const row = { conversation_id, sender_id: who.profile_id, body, ...more };
  const { refusal } = await on.as(who, (tx) => tx`insert into public.messages ${tx(row)}`);
  return refusal?.code ?? 'sent';
}

/** The messages that somebody sees in a thread, the oldest first. */
export const read = async (on: Scene, who: Caller, conversation_id: string): Promise<Line[]> =>
  (await on.rows<Line>(who, 'conversation_messages', { conversation_id })).reverse();

export const list = (on: Scene, who: Caller, args: Record<string, unknown> = {}): Promise<Listed[]> =>
  on.rows<Listed>(who, 'conversation_list', args);

/** Switches the rights of a member off, or on again. */
export const setMember = (on: Scene, profile_id: string, active: boolean) =>
  on.tx`update public.practice_members set active = ${active} where profile_id = ${profile_id}`;

/** Whether the front desk of the practice reads its threads. */
export const setDesk = (on: Scene, practice_id: string, reads: boolean) =>
  on.tx`update public.practices set desk_reads_messages = ${reads} where practice_id = ${practice_id}`;

/** For startThread: with the colleague instead. */
export const withColleague = ({ colleague }: Clinic) => ({ clinician_id: colleague.clinician_id });

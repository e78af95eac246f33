import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { appointmentKeys } from '../../lib/appointments/queries.ts';
import type { LocationType } from '../../lib/appointments/schema.ts';
import type { TimeRange } from '../../lib/errors.ts';
import { toAppError, unwrap } from '../../lib/errors.ts';
import { messageKeys } from '../../lib/messages/queries.ts';
import { supabase } from '../../lib/supabase.ts';
import { offerSchema } from './schema.ts';

export type NewMessage = { messageId: string; conversationId: string; senderId: string; body: string };
export type StartWith = {
  clinicianId?: string | undefined;
  patientId?: string | undefined;
  practiceId?: string | undefined;
};
export type NewOffer = {
  conversationId: string;
  clinicianId: string;
  times: readonly TimeRange[];
  appointmentType: string;
  locationType: LocationType;
  note: string;
  expiresAt: string;
  hold: boolean;
  idempotencyKey: string;
};
export type NewRequest = Omit<NewOffer, 'expiresAt' | 'hold'>;
export type Counter = { slotId: string; times: readonly TimeRange[]; note: string; expiresAt?: string; hold?: boolean };

const startedSchema = z.object({ conversation_id: z.string() });
const answeredSchema = z.object({ slot: offerSchema });

const toOptions = (times: readonly TimeRange[]) => times.map(({ start, end }) => ({ start, end }));
const noteOf = (note: string | undefined) => (note?.trim() ? { note: note.trim() } : {});

/** An answer to a card changes the thread, the calendar and what is free. */
const refresh = (client: QueryClient) => () =>
  Promise.all([
    client.invalidateQueries({ queryKey: messageKeys.all }),
    client.invalidateQueries({ queryKey: appointmentKeys.all }),
    client.invalidateQueries({ queryKey: ['slots'] }),
  ]);

export const sendKey = [...messageKeys.all, 'send'] as const;

export const messageMutations = {
  /**
   * The sender names the message: sent again after a lost answer it arrives once. Those of one thread go one after the
   * other. What could not be sent stays in the cache until the person has decided what becomes of it.
   */
  send: (client: QueryClient, conversationId: string) =>
    mutationOptions({
      mutationKey: sendKey,
      scope: { id: `send ${conversationId}` },
      gcTime: Number.POSITIVE_INFINITY,
      mutationFn: async ({ messageId, senderId, body }: NewMessage) => {
        const { error, status } = await supabase()
          .from('messages')
          .insert({ message_id: messageId, conversation_id: conversationId, sender_id: senderId, body });
        // It is there already: the answer to an earlier attempt was lost.
        if (error && error.code !== '23505') throw toAppError(Object.assign({ status }, error));
      },
      // Nobody waits for it: the message is on the page already.
      onSuccess: () => void client.invalidateQueries({ queryKey: messageKeys.all }),
    }),
  start: (client: QueryClient) =>
    mutationOptions({
      mutationKey: [...messageKeys.all, 'start'],
      mutationFn: async ({ clinicianId, patientId, practiceId }: StartWith) => {
        const answer = await supabase().rpc('start_conversation', {
          ...(clinicianId ? { clinician_id: clinicianId } : {}),
          ...(patientId ? { patient_id: patientId } : {}),
          ...(practiceId ? { practice_id: practiceId } : {}),
        });
        return z.parse(startedSchema, unwrap(answer)).conversation_id;
      },
      onSettled: () => client.invalidateQueries({ queryKey: messageKeys.lists }),
    }),
  /** Marks a thread as read up to a message; the database closes cards whose time is over on the way. */
  read: (client: QueryClient) =>
    mutationOptions({
      mutationKey: [...messageKeys.all, 'read'],
      mutationFn: async ({ conversationId, messageId }: { conversationId: string; messageId: string }) => {
        unwrap(await supabase().rpc('read_conversation', { conversation_id: conversationId, message_id: messageId }));
      },
      onSuccess: () =>
        Promise.all([
          client.invalidateQueries({ queryKey: messageKeys.lists }),
          client.invalidateQueries({ queryKey: [...messageKeys.all, 'unread'] }),
        ]),
    }),
};

export const offerMutations = {
  offer: (client: QueryClient) =>
    mutationOptions({
      mutationKey: [...messageKeys.all, 'offer'],
      mutationFn: async (offer: NewOffer) => {
        const answer = await supabase().rpc('offer_times', {
          conversation_id: offer.conversationId,
          clinician_id: offer.clinicianId,
          time_options: toOptions(offer.times),
          appointment_type: offer.appointmentType,
          location_type: offer.locationType,
          expires_at: offer.expiresAt,
          hold: offer.hold,
          idempotency_key: offer.idempotencyKey,
          ...noteOf(offer.note),
        });
        return z.parse(offerSchema, unwrap(answer));
      },
      onSettled: refresh(client),
    }),
  request: (client: QueryClient) =>
    mutationOptions({
      mutationKey: [...messageKeys.all, 'request'],
      mutationFn: async (request: NewRequest) => {
        const answer = await supabase().rpc('request_times', {
          conversation_id: request.conversationId,
          clinician_id: request.clinicianId,
          time_options: toOptions(request.times),
          appointment_type: request.appointmentType,
          location_type: request.locationType,
          idempotency_key: request.idempotencyKey,
          ...noteOf(request.note),
        });
        return z.parse(offerSchema, unwrap(answer));
      },
      onSettled: refresh(client),
    }),
  accept: (client: QueryClient) =>
    mutationOptions({
      mutationKey: [...messageKeys.all, 'accept'],
      mutationFn: async ({ slotId, index }: { slotId: string; index: number }) => {
        const answer = await supabase().rpc('respond_to_offer', {
          slot_id: slotId,
          response: 'accept',
          selected_time_index: index,
        });
        return z.parse(answeredSchema, unwrap(answer)).slot;
      },
      onSettled: refresh(client),
    }),
  decline: (client: QueryClient) =>
    mutationOptions({
      mutationKey: [...messageKeys.all, 'decline'],
      mutationFn: async ({ slotId, note }: { slotId: string; note: string }) => {
        const answer = await supabase().rpc('respond_to_offer', {
          slot_id: slotId,
          response: 'decline',
          ...noteOf(note),
        });
        return z.parse(answeredSchema, unwrap(answer)).slot;
      },
      onSettled: refresh(client),
    }),
  /** Answers with other times, or with words that say when. The answer is the new card. */
  counter: (client: QueryClient) =>
    mutationOptions({
      mutationKey: [...messageKeys.all, 'counter'],
      mutationFn: async (counter: Counter) => {
        const answer = await supabase().rpc('respond_to_offer', {
          slot_id: counter.slotId,
          response: 'counter',
          time_options: toOptions(counter.times),
          ...noteOf(counter.note),
          ...(counter.expiresAt ? { expires_at: counter.expiresAt } : {}),
          ...(counter.hold ? { hold: true } : {}),
        });
        return z.parse(answeredSchema, unwrap(answer)).slot;
      },
      onSettled: refresh(client),
    }),
  withdraw: (client: QueryClient) =>
    mutationOptions({
      mutationKey: [...messageKeys.all, 'withdraw'],
      mutationFn: async ({ slotId }: { slotId: string }) => {
        const answer = await supabase().rpc('cancel_offer', { slot_id: slotId });
        return z.parse(offerSchema, unwrap(answer));
      },
      onSettled: refresh(client),
    }),
};

/** A thread with one card, its server and its people, for the tests of this feature. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { configure } from '@testing-library/react';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import { type ApiRequest, createFakeApi } from '../../../testing/fake-api.ts';
import { admin } from '../../../testing/practice.ts';
import { conversationQueries } from '../queries.ts';
import type { Conversation, Message, Offer, TimeOption } from '../schema.ts';
import { OfferCard } from './offer-card.tsx';

// Looking for roles in a whole sheet takes its time on a busy machine; a second is short for that.
configure({ asyncUtilTimeout: 5_000 });

export const paths = {
  messages: '/rest/v1/rpc/conversation_messages',
  respond: '/rest/v1/rpc/respond_to_offer',
  cancel: '/rest/v1/rpc/cancel_offer',
  offer: '/rest/v1/rpc/offer_times',
  request: '/rest/v1/rpc/request_times',
  free: '/rest/v1/rpc/available_slots',
  next: '/rest/v1/rpc/next_free_slots',
  types: '/rest/v1/appointment_types',
  clinicians: '/rest/v1/clinicians',
};

/** A Monday morning in March; the practice and its patient are in London unless a test says otherwise. */
export const now = '2026-03-02T09:00:00Z';
export const zone = 'Europe/London';

export const option = (start: string, free: boolean | null = true): TimeOption => ({
  start,
  end: new Date(Date.parse(start) + 30 * 60_000).toISOString(),
  duration: 30,
  free,
});
export const tuesday = option('2026-03-03T10:30:00Z');
export const wednesday = option('2026-03-04T14:00:00Z');
export const thursday = option('2026-03-05T09:00:00Z');
export const range = ({ start, end }: TimeOption) => ({ start, end });

export const offer = (change: Partial<Offer> = {}): Offer => ({
  slot_id: 's1',
  conversation_id: 'v1',
  message_id: 'm1',
  slot_type: 'offer',
  status: 'pending',
  awaits: 'patient',
  clinician_id: 'c1',
  clinician_name: 'Dr Okafor',
  appointment_type: 'follow_up',
  location_type: 'in_person',
  time_options: [tuesday, wednesday, thursday],
  selected_time_index: null,
  note: null,
  response_note: null,
  expires_at: '2026-03-03T10:30:00Z',
  responded_at: null,
  counter_of: null,
  held: false,
  appointment_id: null,
  appointment: null,
  ...change,
});

export const conversation = (change: Partial<Conversation> = {}): Conversation => ({
  conversation_id: 'v1',
  practice_id: 'p1',
  practice_name: 'Harbour Street',
  practice_timezone: zone,
  patient_id: 'o1',
  patient_name: 'Oliver',
  subject: null,
  viewer_side: 'patient',
  clinicians: [{ clinician_id: 'c1', display_name: 'Dr Okafor' }],
  last_message: null,
  last_message_at: null,
  unread_count: 0,
  awaits_me: true,
  read_by_other_at: null,
  ...change,
});

export const desk: Viewer = { ...admin, profileId: 'd1', roles: ['receptionist'] };
export const clinicianViewer: Viewer = { ...admin, profileId: 'c1', roles: ['clinician'], isDesk: false };
export const patient: Viewer = {
  ...admin,
  profileId: 'o1',
  name: 'Oliver',
  roles: [],
  isStaff: false,
  isDesk: false,
  isPatient: true,
};

export const typeRow = (key: string, change: object = {}) => ({
  practice_id: 'p1',
  appointment_type: key,
  name: key,
  default_duration_minutes: 30,
  default_location_type: 'in_person',
  self_bookable: true,
  auto_confirm: true,
  preparation_instructions: null,
  ...change,
});
export const clinicianRow = (id: string, name: string, practice = 'p1') => ({
  clinician_id: id,
  practice_id: practice,
  display_name: name,
  title: null,
  specialty: null,
  color: '#0F766E',
  video_link: null,
  profile: null,
});

type Handlers = Parameters<typeof createFakeApi>[0];

/** The free times of the server, answered for whatever range or number is asked for. */
export const freeTimes = (times: readonly TimeOption[]): Handlers => {
  const rows = times.map(({ start, end }) => ({ slot_start: start, slot_end: end }));
  const from = (instant: unknown) => rows.filter((row) => Date.parse(row.slot_start) >= Date.parse(String(instant)));
  return {
    [paths.free]: ({ body }: ApiRequest) => ({
      body: from(body.range_start).filter((row) => Date.parse(row.slot_start) < Date.parse(String(body.range_end))),
    }),
    [paths.next]: ({ body }: ApiRequest) => ({ body: from(body.after).slice(0, Number(body.count)) }),
  };
};

export const createOffersApi = (handlers: Handlers = {}) =>
  createFakeApi({
    [paths.types]: () => ({
      body: [
        typeRow('initial_consultation', { name: 'Initial consultation', default_duration_minutes: 45 }),
        typeRow('follow_up', { name: 'Follow-up' }),
        typeRow('test_results_review', { name: 'Test results review', self_bookable: false }),
        typeRow('elsewhere', { name: 'Elsewhere', practice_id: 'p2' }),
      ],
    }),
    [paths.clinicians]: () => ({ body: [clinicianRow('c1', 'Dr Okafor')] }),
    ...freeTimes([tuesday, wednesday, thursday]),
    ...handlers,
  });

const message = (card: Offer): Message => ({
  message_id: 'm1',
  position: 1,
  sender_id: 'c1',
  sender_name: 'Dr Okafor',
  sender_side: 'practice',
  kind: 'offer',
  body: '',
  payload: {},
  created_at: now,
  offer: card,
});

/** A server that keeps one card: what a test's answers make of it is what the thread reads next. */
export function createThreadApi(first: Offer, handlers: Handlers = {}) {
  const card = { current: first };
  const change = (part: Partial<Offer>) => {
    card.current = { ...card.current, ...part };
    return card.current;
  };
  const api = createOffersApi({
    [paths.messages]: () => ({ body: [message(card.current)] }),
    [paths.respond]: ({ body }) => {
      const index = Number(body.selected_time_index);
      const chosen = card.current.time_options[index];
      if (body.response === 'decline') {
        return { body: { slot: change({ status: 'declined', response_note: (body.note as string) ?? null }) } };
      }
      if (body.response === 'counter') {
        change({ status: 'countered' });
        return { body: { slot: offer({ slot_id: 's2', slot_type: 'counter_offer', counter_of: 's1' }) } };
      }
      const appointment = chosen && {
        status: 'confirmed' as const,
        scheduled_start: chosen.start,
        scheduled_end: chosen.end,
      };
      const accepted = { status: 'accepted' as const, selected_time_index: index, appointment_id: 'a1' };
      return { body: { slot: change({ ...accepted, appointment: appointment ?? null }) } };
    },
    [paths.cancel]: () => ({ body: change({ status: 'cancelled' }) }),
    ...handlers,
  });
  return { api, card, change };
}

type Props = { viewer: Viewer; thread: Conversation; zone?: string; onOpenVisit?: (appointmentId: string) => void };

/** The card as a thread shows it: read again after each answer. */
export function Thread({ viewer, thread, zone: clock = zone, onOpenVisit = () => undefined }: Props) {
  const messages = useInfiniteQuery(conversationQueries.messages(thread.conversation_id));
  const card = messages.data?.pages[0]?.[0]?.offer;
  if (!card) return null;
  return <OfferCard offer={card} conversation={thread} viewer={viewer} zone={clock} onOpenVisit={onOpenVisit} />;
}

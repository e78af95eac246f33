/** A few people, a small server of threads, and the room on its address, for the tests of this feature. */
import type { ReactNode } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { Viewer } from '../../lib/viewer/schema.ts';
import { type ApiRequest, createFakeApi } from '../../testing/fake-api.ts';
import { admin } from '../../testing/practice.ts';
import { renderApp } from '../../testing/render.tsx';
import { MessagesPage } from './components/messages-page.tsx';
import { formatLocation, parseLocation } from './location.ts';
import type { Conversation, Message } from './schema.ts';

export const zone = 'Europe/London';
export const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const ids = { okafor: uuid(1), oliver: uuid(2), rosa: uuid(3), thread: uuid(100) };

export const clinician: Viewer = {
  ...admin,
  profileId: ids.okafor,
  name: 'Amara Okafor',
  roles: ['clinician'],
  isDesk: false,
};
export const desk: Viewer = { ...admin, profileId: ids.rosa, name: 'Rosa Delgado', roles: ['receptionist'] };
export const patient: Viewer = {
  ...admin,
  profileId: ids.oliver,
  name: 'Oliver Hughes',
  roles: [],
  isStaff: false,
  isDesk: false,
  isPatient: true,
};

export const conversation = (change: Partial<Conversation> = {}): Conversation => ({
  conversation_id: ids.thread,
  practice_id: admin.practice?.practice_id ?? '',
  practice_name: 'Harbour Street Practice',
  practice_timezone: zone,
  patient_id: ids.oliver,
  patient_name: 'Oliver Hughes',
  subject: null,
  viewer_side: 'practice',
  clinicians: [{ clinician_id: ids.okafor, display_name: 'Dr Okafor' }],
  last_message: null,
  last_message_at: null,
  unread_count: 0,
  awaits_me: false,
  read_by_other_at: null,
  ...change,
});

export type LastMessage = NonNullable<Conversation['last_message']>;
export const lastMessage = (change: Partial<LastMessage> = {}): LastMessage => ({
  message_id: uuid(999),
  kind: 'text',
  body: 'Good morning',
  payload: {},
  created_at: '2026-11-20T09:00:00+00:00',
  sender_side: 'patient',
  mine: false,
  offer: null,
  ...change,
});

/** The nth message of a thread, ten minutes after the one before; from the patient unless it says otherwise. */
export const message = (n: number, change: Partial<Message> = {}): Message => ({
  message_id: uuid(1000 + n),
  position: n,
  sender_id: ids.oliver,
  sender_name: 'Oliver Hughes',
  sender_side: 'patient',
  kind: 'text',
  body: `Message ${n}`,
  payload: {},
  created_at: new Date(Date.parse('2026-11-20T08:00:00Z') + n * 600_000).toISOString(),
  offer: null,
  ...change,
});
export const fromOkafor = { sender_id: ids.okafor, sender_name: 'Dr Okafor', sender_side: 'practice' } as const;
export const fromSystem = { sender_id: null, sender_name: null, sender_side: 'system', kind: 'system' } as const;

export const paths = {
  list: '/rest/v1/rpc/conversation_list',
  messages: '/rest/v1/rpc/conversation_messages',
  insert: '/rest/v1/messages',
  read: '/rest/v1/rpc/read_conversation',
  start: '/rest/v1/rpc/start_conversation',
};

type Handlers = Parameters<typeof createFakeApi>[0];
export type Server = ReturnType<typeof createServer>;

/** Threads and messages may be changed while a test runs; whoever asks again gets what is there then. */
export function createServer({
  conversations = [conversation()],
  messages = [] as Message[],
  handlers = {} as Handlers,
} = {}) {
  const state = { conversations, messages };
  const list = ({ body }: ApiRequest) => {
    if (body.only_conversation_id) {
      return { body: state.conversations.filter((one) => one.conversation_id === body.only_conversation_id) };
    }
    const found = state.conversations
      .filter((one) => body.filter !== 'unread' || one.unread_count > 0)
      .filter((one) => body.filter !== 'waiting' || one.awaits_me)
      .filter((one) => one.patient_name.toLowerCase().includes(String(body.search ?? '').toLowerCase()));
    const from = body.before_id ? found.findIndex((one) => one.conversation_id === body.before_id) + 1 : 0;
    return { body: found.slice(from, from + Number(body.count)) };
  };
  const api = createFakeApi({
    [paths.list]: list,
    [paths.messages]: ({ body }) => ({
      body: state.messages
        .filter((one) => one.position < Number(body.before_position ?? Number.POSITIVE_INFINITY))
        .sort((a, b) => b.position - a.position)
        .slice(0, Number(body.count)),
    }),
    [paths.insert]: ({ body }) => {
      state.messages = [
        ...state.messages,
        message((state.messages.at(-1)?.position ?? 0) + 1, {
          message_id: String(body.message_id),
          sender_id: String(body.sender_id),
          sender_name: 'Dr Okafor',
          sender_side: body.sender_id === ids.oliver ? 'patient' : 'practice',
          body: String(body.body),
        }),
      ];
      return { status: 201, body: null };
    },
    [paths.read]: () => {
      state.conversations = state.conversations.map((one) => ({ ...one, unread_count: 0 }));
      return { body: {} };
    },
    [paths.start]: () => ({ body: { conversation_id: ids.thread } }),
    '/rest/v1/rpc/unread_conversations': () => ({ body: 0 }),
    '/rest/v1/appointment_types': () => ({ body: [] }),
    '/rest/v1/clinicians': () => ({
      body: [clinicianRow(ids.okafor, 'Dr Okafor', 'General practice'), clinicianRow(uuid(4), 'Dr Brenner', null)],
    }),
    ...handlers,
  });
  return { ...api, state };
}

const clinicianRow = (clinician_id: string, display_name: string, specialty: string | null) => ({
  clinician_id,
  practice_id: admin.practice?.practice_id,
  display_name,
  title: null,
  specialty,
  color: '#0F766E',
  video_link: null,
  profile: { timezone: zone },
});

function Room({ viewer }: { viewer: Viewer }) {
  const [path, go] = useLocation();
  const location = parseLocation(useSearch());
  const addressOf = (change: Partial<typeof location>) => `${path}?${formatLocation({ ...location, ...change })}`;
  return (
    <MessagesPage
      location={location}
      navigate={(change, replace = false) => go(addressOf(change), { replace })}
      hrefOf={(threadId) => addressOf({ threadId })}
      viewer={viewer}
      zone={zone}
    />
  );
}

export async function openAddress(address: string, page: ReactNode, server: Server) {
  window.history.replaceState(null, '', address);
  const view = await renderApp(page, server);
  return { ...view, server };
}

export const openRoom = (server: Server, { viewer = clinician, query = '' } = {}) =>
  openAddress(`/messages${query}`, <Room viewer={viewer} />, server);

/** The room with its thread of Oliver open. */
export const openThread = (server: Server, viewer = clinician) =>
  openRoom(server, { viewer, query: `?thread=${ids.thread}` });

type HappyDom = { happyDOM?: { setViewport: (size: { width: number; height: number }) => void } };
export const setViewport = (width: number, height = 800) =>
  (window as HappyDom).happyDOM?.setViewport({ width, height });

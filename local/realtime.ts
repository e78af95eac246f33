import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { verifyHs256 } from './jwt.ts';
import { messageOf, warn } from './log.ts';
import type { MayRead } from './realtime-access.ts';
import { decodeFrame, encodeFrame, type Frame, joinPayload, tokenPayload, type Version } from './realtime-protocol.ts';

interface Member {
  socket: WebSocket;
  version: Version;
  joinRef: string | null;
  topic: string;
  /** The topic as the database names it. */
  key: string;
  isPrivate: boolean;
}

const notification = z.object({ topic: z.string(), event: z.string(), private: z.boolean(), payload: z.unknown() });

export interface Realtime {
  /** Handles an HTTP upgrade; false when the path is not ours. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** One notification of the database (see realtime.send in bootstrap.sql), passed to everyone on its topic. */
  deliver(text: string): void;
  close(): void;
}

/**
 * The part of Supabase Realtime that Careslot uses: broadcast from the database on private channels. Anything else is
 * refused in words rather than ignored, so that code which relies on it fails here as well.
 */
export function createRealtime(options: {
  jwtSecret: string;
  apiKeys: string[];
  mayRead: MayRead;
  now?: () => number;
}): Realtime {
  const now = options.now ?? Date.now;
  const server = new WebSocketServer({ noServer: true, maxPayload: 256_000 });
  const topics = new Map<string, Set<Member>>();

  const send = (socket: WebSocket, version: Version, frame: Frame) => {
    if (socket.readyState === socket.OPEN) socket.send(encodeFrame(version, frame));
  };
  const authorise = async (key: string, token: string | null | undefined) => {
    const claims = token ? verifyHs256(token, options.jwtSecret, now()) : null;
    return claims !== null && (await options.mayRead(key, claims));
  };
  const unauthorised = (key: string) => ({
    reason: `Unauthorized: You do not have permissions to read from this Channel topic: ${key}`,
  });

  function serve(socket: WebSocket, version: Version): void {
    const joined = new Map<string, Member>();
    const leave = (topic: string) => {
      const member = joined.get(topic);
      if (!member) return;
      joined.delete(topic);
      const members = topics.get(member.key);
      members?.delete(member);
      if (members?.size === 0) topics.delete(member.key);
    };

    async function join(frame: Frame): Promise<{ status: 'ok' | 'error'; response: object }> {
      const payload = joinPayload.safeParse(frame.payload ?? {});
      if (!payload.success) return { status: 'error', response: { reason: 'invalid join' } };
      const { access_token: token, config } = payload.data;
      const key = frame.topic.replace(/^realtime:/, '');
      if (config?.postgres_changes?.length) {
        return { status: 'error', response: { reason: 'postgres_changes is not available here, use broadcast' } };
      }
      if (!config?.private) {
        return { status: 'error', response: { reason: 'PrivateOnly: This project only allows private channels' } };
      }
      if (!(await authorise(key, token))) return { status: 'error', response: unauthorised(key) };
      leave(frame.topic);
      const member: Member = { socket, version, joinRef: frame.joinRef, topic: frame.topic, key, isPrivate: true };
      joined.set(frame.topic, member);
      const members = topics.get(key) ?? new Set();
      topics.set(key, members.add(member));
      if (socket.readyState !== socket.OPEN) leave(frame.topic);
      return { status: 'ok', response: { postgres_changes: [] } };
    }

    /** A refreshed token is asked again: a right that was taken away ends the channel. */
    async function renew(frame: Frame): Promise<void> {
      const member = joined.get(frame.topic);
      const payload = tokenPayload.safeParse(frame.payload ?? {});
      if (!member || !payload.success || (await authorise(member.key, payload.data.access_token))) return;
      leave(frame.topic);
      const end = { joinRef: member.joinRef, ref: null, topic: member.topic };
      send(socket, version, {
        ...end,
        event: 'system',
        payload: {
          status: 'error',
          extension: 'system',
          channel: member.key,
          message: unauthorised(member.key).reason,
        },
      });
      send(socket, version, { ...end, event: 'phx_close', payload: {} });
    }

    async function receive(text: string): Promise<void> {
      const frame = decodeFrame(text);
      if (!frame) return;
      const reply = (status: 'ok' | 'error', response: object = {}) =>
        send(socket, version, { ...frame, event: 'phx_reply', payload: { status, response } });
      if (frame.topic === 'phoenix' && frame.event === 'heartbeat') return reply('ok');
      switch (frame.event) {
        case 'phx_join': {
          const { status, response } = await join(frame);
          return reply(status, response);
        }
        case 'phx_leave':
          leave(frame.topic);
          return reply('ok');
        case 'access_token':
          return renew(frame);
        default:
          // Broadcasts of clients have no use in Careslot and no policy that would allow them.
          return reply('error', { reason: `${frame.event} is not available here` });
      }
    }

    let queue = Promise.resolve();
    socket.on('message', (data, isBinary) => {
      if (isBinary) return;
      queue = queue.then(() => receive(String(data))).catch((error: unknown) => warn('realtime', messageOf(error)));
    });
    socket.on('close', () => {
      for (const topic of [...joined.keys()]) leave(topic);
    });
    socket.on('error', () => socket.terminate());
  }

  return {
    upgrade: (request, socket, head) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      if (url.pathname !== '/realtime/v1/websocket') return false;
      if (!options.apiKeys.includes(url.searchParams.get('apikey') ?? '')) {
        socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
        return true;
      }
      const version = url.searchParams.get('vsn') === '2.0.0' ? '2.0.0' : '1.0.0';
      server.handleUpgrade(request, socket, head, (ws) => serve(ws, version));
      return true;
    },
    deliver: (text) => {
      const parsed = notification.safeParse(JSON.parse(text));
      if (!parsed.success) return;
      const { topic, event, private: isPrivate, payload } = parsed.data;
      for (const member of topics.get(topic) ?? []) {
        if (member.isPrivate !== isPrivate) continue;
        send(member.socket, member.version, {
          joinRef: member.joinRef,
          ref: null,
          topic: member.topic,
          event: 'broadcast',
          payload: { type: 'broadcast', event, payload },
        });
      }
    },
    close: () => {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}

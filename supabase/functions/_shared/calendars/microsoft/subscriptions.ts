import { UnexpectedResponse } from '../../http/outside.ts';
import type { Channel, WatchRequest } from '../port.ts';
import { read, readEach, subscription } from './answers.ts';
import type { Graph } from './graph.ts';

interface Watched {
  graph: Graph;
  list(path: string): Promise<unknown[]>;
  /** The path of the calendar. */
  home: string;
  now(): Date;
}

/** The longest that every account gets; some get more, which the answer would say. */
const maxMinutes = 4230;

/**
 * Graph calls both addresses before it answers. An address that it cannot reach, or a calendar that it does not watch,
 * is refused with 400: such a calendar is polled.
 */
export async function subscribe({ graph, list, home, now }: Watched, request: WatchRequest): Promise<Channel | null> {
  const { address, secret } = request;
  const latest = new Date(now().getTime() + maxMinutes * 60_000).toISOString();
  const wanted = new Date(request.expiresAt).toISOString();
  const body = {
    changeType: 'created,updated,deleted',
    notificationUrl: address,
    lifecycleNotificationUrl: `${address}/lifecycle`,
    resource: `${home}/events`,
    expirationDateTime: wanted < latest ? wanted : latest,
    clientState: secret,
  };
  const post = async () => read(subscription, await graph.ask('post', '/subscriptions', { body }));

  /** Graph may allow one subscription of its kind only: the old one makes room. */
  async function replace() {
    for (const old of readEach(subscription, await list('/subscriptions')))
      if (old.resource === body.resource && old.notificationUrl === address)
        await graph.ask('delete', `/subscriptions/${encodeURIComponent(old.id)}`);
    return post();
  }

  try {
    const made = await post().catch((error: unknown) => {
      if (error instanceof UnexpectedResponse && error.status === 409) return replace();
      throw error;
    });
    const expiresAt = `${new Date(made.expirationDateTime).toISOString().slice(0, 19)}Z`;
    return { externalId: made.id, resourceId: null, expiresAt };
  } catch (error) {
    if (error instanceof UnexpectedResponse && error.status === 400) return null;
    throw error;
  }
}

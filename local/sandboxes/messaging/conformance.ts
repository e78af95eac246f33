/**
 * What every channel promises (supabase/functions/_shared/channels/port.ts), tried over real connections against the
 * stand-in of its service: one message in effect for one key, whatever goes wrong, and failures of a closed set.
 */
import { describe, expect, onTestFinished, test } from 'vitest';
import type {
  NotificationChannel,
  ProviderName,
  SendResult,
} from '../../../supabase/functions/_shared/channels/port.ts';

export type Trouble =
  /** It is carried out, and the answer never comes. */
  | { kind: 'lost_answer' }
  /** The connection breaks before anything is done. */
  | { kind: 'broken' }
  /** Nothing is ever said. */
  | { kind: 'silent' }
  | { kind: 'rate_limited'; retryAfter?: number }
  | { kind: 'unavailable' };

export interface ChannelUnderTest<Message> {
  provider: ProviderName;
  channel: NotificationChannel<Message>;
  /** The same channel with credentials that the service does not take. */
  stranger: NotificationChannel<Message>;
  /** The same, with so little patience that a silent service is noticed soon. */
  hasty: NotificationChannel<Message>;
  /** A message whose key and words depend on `n`; 'nobody' cannot be reached. */
  message(n: number, to?: 'somebody' | 'nobody'): Message;
  /** What the next request meets. */
  trouble(trouble: Trouble): void;
  /** How many messages the recipients see. */
  arrived(): number;
  /** Whether the service says how long to wait. */
  saysWhen: boolean;
  /** What a refused recipient is called. */
  refusal: 'bad_address' | 'gone';
  /** No word of these may be in an error: addresses, numbers, contents, credentials. */
  secrets: string[];
  close(): Promise<void>;
}

/** As the worker sends: after a first try it asks whether that arrived after all. */
export async function sendAgain<Message>(channel: NotificationChannel<Message>, message: Message): Promise<SendResult> {
  return (await channel.findSent?.(message)) ?? channel.send(message);
}

export function conformsToThePort<Message>(name: string, open: () => Promise<ChannelUnderTest<Message>>): void {
  async function opened() {
    const under = await open();
    onTestFinished(() => under.close());
    return under;
  }

  /** The error, after a look that it tells nothing. */
  async function failureOf(under: ChannelUnderTest<Message>, sending: Promise<SendResult>): Promise<Error> {
    const error = await sending.then(
      (result) => Promise.reject(new Error(`It was ${result.outcome}.`)),
      (thrown: unknown) => thrown as Error,
    );
    const told = [error.message, JSON.stringify(error)].join();
    expect(under.secrets.filter((secret) => told.includes(secret))).toEqual([]);
    return error;
  }

  describe(name, () => {
    test('a message arrives', async () => {
      const { channel, provider, message, arrived } = await opened();
      expect(await channel.send(message(1))).toMatchObject({ outcome: 'sent', provider });
      expect(await channel.send(message(2))).toMatchObject({ outcome: 'sent', provider });
      expect(arrived()).toBe(2);
    });

    test('the same message again is the same message', async () => {
      const { channel, provider, message, arrived } = await opened();
      const first = await channel.send(message(1));
      expect(await sendAgain(channel, message(1))).toEqual(first);
      expect(await sendAgain(channel, message(1))).toMatchObject({ outcome: 'sent', provider });
      expect(arrived()).toBe(1);
    });

    test('after a lost answer it arrives once', async () => {
      const under = await opened();
      under.trouble({ kind: 'lost_answer' });
      expect(await failureOf(under, under.channel.send(under.message(1)))).toMatchObject({ name: 'Unreachable' });
      expect(under.arrived()).toBe(1);
      expect(await sendAgain(under.channel, under.message(1))).toMatchObject({ outcome: 'sent' });
      expect(under.arrived()).toBe(1);
    });

    test('after a broken connection it arrives with the next try', async () => {
      const under = await opened();
      under.trouble({ kind: 'broken' });
      expect(await failureOf(under, under.channel.send(under.message(1)))).toMatchObject({ name: 'Unreachable' });
      expect(under.arrived()).toBe(0);
      expect(await sendAgain(under.channel, under.message(1))).toMatchObject({ outcome: 'sent' });
      expect(under.arrived()).toBe(1);
    });

    test('a service that says nothing is given up in time', async () => {
      const under = await opened();
      under.trouble({ kind: 'silent' });
      expect(await failureOf(under, under.hasty.send(under.message(1)))).toMatchObject({ name: 'Unreachable' });
      expect(under.arrived()).toBe(0);
    });

    test('a service in trouble is tried again', async () => {
      const under = await opened();
      under.trouble({ kind: 'unavailable' });
      expect(await failureOf(under, under.channel.send(under.message(1)))).toMatchObject({ name: 'Unreachable' });
      expect(await sendAgain(under.channel, under.message(1))).toMatchObject({ outcome: 'sent' });
      expect(under.arrived()).toBe(1);
    });

    test('too many requests are told with the time to wait, if there is one', async () => {
      const under = await opened();
      for (const retryAfter of [undefined, 7]) {
        under.trouble({ kind: 'rate_limited', ...(retryAfter && { retryAfter }) });
        expect(await failureOf(under, under.channel.send(under.message(1)))).toMatchObject({
          name: 'RateLimited',
          retryAfter: under.saysWhen ? (retryAfter ?? null) : null,
        });
      }
      expect(under.arrived()).toBe(0);
    });

    test('who cannot be reached is refused for good, and the next one is not', async () => {
      const { channel, message, arrived, refusal, secrets } = await opened();
      const refused = await channel.send(message(1, 'nobody'));
      expect(refused).toMatchObject({ outcome: 'refused', reason: refusal });
      expect(secrets.filter((secret) => JSON.stringify(refused).includes(secret))).toEqual([]);
      expect(await channel.send(message(2))).toMatchObject({ outcome: 'sent' });
      expect(arrived()).toBe(1);
    });

    test('credentials that are not taken are the operator’s to mend', async () => {
      const under = await opened();
      expect(await failureOf(under, under.stranger.send(under.message(1)))).toMatchObject({
        name: 'AuthorizationExpired',
      });
      expect(under.arrived()).toBe(0);
    });
  });
}

/** Every message that Careslot would have sent, kept in memory: codes and links are worthless after a restart. */

export type Channel = 'email' | 'sms' | 'push';

export interface Attachment {
  name: string;
  type: string;
  /** The method of an invitation (RFC 6047), if it is one. */
  method: string | null;
  content: Uint8Array;
}

export interface Message {
  id: number;
  at: string;
  channel: Channel;
  /** 'in': what a person has answered. */
  direction: 'out' | 'in';
  /** An e-mail address, a telephone number, or the name of a browser. */
  to: string;
  from: string;
  /** Empty for a text message. */
  subject: string;
  text: string;
  html: string | null;
  attachments: Attachment[];
  /** Where a click on a push leads. */
  url: string | null;
  /** Which service took it: "SMTP", "Resend", "Twilio", "Web Push", or "Sign-in". */
  via: string;
  /** What happened to it afterwards, in the service's word; null where nothing is told. */
  status: string | null;
  /** How often the same message came again; it is still one. */
  repeats: number;
}

/** `key`: what the service knows a repeated message by. */
export type NewMessage = Partial<Omit<Message, 'id' | 'at' | 'repeats'>> &
  Pick<Message, 'channel' | 'to' | 'via'> & { key?: string };

export interface Messages {
  /** Keeps a message, or counts it as a repetition of the one with the same key and recipient. */
  add(message: NewMessage): Message;
  setStatus(id: number, status: string): void;
  find(id: number): Message | undefined;
  /** Newest first. */
  list(wanted?: { channel?: Channel | undefined; to?: string | undefined }): Message[];
}

const KEPT = 500;

export function createMessages(now: () => Date = () => new Date()): Messages {
  const kept: Message[] = [];
  const keys = new Map<string, Message>();
  let next = 1;

  /** Who it is with: an answer belongs to the person who wrote it. */
  const person = ({ direction, to, from }: Message) => (direction === 'in' ? from : to);

  return {
    add({ key, ...given }) {
      const name = key === undefined ? undefined : JSON.stringify([given.channel, given.to, key]);
      const known = name === undefined ? undefined : keys.get(name);
      if (known) {
        known.repeats++;
        return known;
      }
      const message: Message = {
        direction: 'out',
        from: '',
        subject: '',
        text: '',
        html: null,
        attachments: [],
        url: null,
        status: null,
        ...given,
        id: next++,
        at: now().toISOString(),
        repeats: 0,
      };
      kept.unshift(message);
      if (name !== undefined) keys.set(name, message);
      if (kept.length > KEPT) {
        const gone = new Set(kept.splice(KEPT));
        for (const [one, held] of keys) if (gone.has(held)) keys.delete(one);
      }
      return message;
    },
    setStatus(id, status) {
      const message = kept.find((one) => one.id === id);
      if (message) message.status = status;
    },
    find: (id) => kept.find((one) => one.id === id),
    list: ({ channel, to } = {}) =>
      kept.filter((one) => (channel ?? one.channel) === one.channel && (to ?? person(one)) === person(one)),
  };
}

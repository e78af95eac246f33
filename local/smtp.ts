/**
 * A mail server on this machine that keeps what it is given and sends nothing on. Like a mailbox it shows a second copy
 * of a message with the same Message-ID once.
 */
import type { Socket } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Messages } from './inbox/messages.ts';
import { messageOf, warn } from './log.ts';

/**
 * `code` and `text` are the reply at that step. 'lost_answer': the message is kept and the connection breaks before that
 * is said; 'broken': it breaks at once; 'silent': nothing is ever said.
 */
export type SmtpFault = { times?: number } & (
  | { step: 'connect' | 'auth' | 'mail' | 'rcpt' | 'data'; code: number; text: string }
  | { step: 'data'; kind: 'lost_answer' }
  | { step: 'connect'; kind: 'silent' | 'broken' }
);

export interface LocalSmtp {
  /** smtp://…, with user and password when they are asked for. */
  url: string;
  fault(fault: SmtpFault): void;
  clearFaults(): void;
  /** The raw messages, newest last, repeated ones too. */
  raw(): Buffer[];
  close(): Promise<void>;
}

interface SmtpOptions {
  messages: Messages;
  /** 0 takes a free port of 127.0.0.1. */
  port?: number;
  /** Without it anybody on this machine may send. */
  login?: { user: string; password: string };
}

const SIZE_LIMIT = 10_000_000;
const RAW_KEPT = 500;

class Reply extends Error {
  responseCode: number;
  constructor(code: number, text: string) {
    super(text);
    this.responseCode = code;
  }
}

/** Recipients at refused.test do not exist, and nobody@ anywhere. */
const isNobody = (address: string) => /^nobody@|@refused\.test$/i.test(address);

export async function startSmtp({ messages, port = 0, login }: SmtpOptions): Promise<LocalSmtp> {
  const faults: SmtpFault[] = [];
  const raw: Buffer[] = [];
  const sockets = new Set<Socket>();

  function take(step: SmtpFault['step']): SmtpFault | undefined {
    const at = faults.findIndex((fault) => fault.step === step);
    const fault = faults[at];
    if (!fault) return undefined;
    fault.times = (fault.times ?? 1) - 1;
    if (fault.times < 1) faults.splice(at, 1);
    return fault;
  }

  function hangUp(port: number): void {
    for (const socket of sockets) if (socket.remotePort === port) socket.destroy();
  }

  const replyAt = (step: SmtpFault['step']): Reply | null => {
    const fault = take(step);
    return fault && 'code' in fault ? new Reply(fault.code, fault.text) : null;
  };

  async function keep(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const fault = take('data');
    if (fault && 'code' in fault) throw new Reply(fault.code, fault.text);
    if (stream.sizeExceeded) throw new Reply(552, '5.3.4 The message is too large');
    const bytes = Buffer.concat(chunks);
    raw.push(bytes);
    if (raw.length > RAW_KEPT) raw.shift();
    const mail = await PostalMime.parse(bytes);
    for (const { address } of session.envelope.rcptTo) messages.add(messageFrom(mail, address));
    if (fault) hangUp(session.remotePort);
  }

  const server = new SMTPServer({
    name: 'careslot.localhost',
    banner: 'keeps everything, sends nothing',
    disabledCommands: login ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
    authOptional: !login,
    hideENHANCEDSTATUSCODES: false,
    disableReverseLookup: true,
    logger: false,
    size: SIZE_LIMIT,
    closeTimeout: 100,
    onConnect: ({ remotePort }, done) => {
      const fault = take('connect');
      if (fault && 'kind' in fault) {
        if (fault.kind === 'broken') hangUp(remotePort);
        return;
      }
      done(fault && 'code' in fault ? new Reply(fault.code, fault.text) : null);
    },
    onAuth: ({ username, password }, _, done) => {
      const reply = replyAt('auth');
      if (reply) return done(reply);
      if (username === login?.user && password === login?.password) return done(null, { user: username });
      done(new Reply(535, '5.7.8 Authentication credentials invalid'));
    },
    onMailFrom: (_, __, done) => done(replyAt('mail')),
    onRcptTo: ({ address }, _, done) =>
      done(replyAt('rcpt') ?? (isNobody(address) ? new Reply(550, `5.1.1 <${address}>: unknown`) : null)),
    onData: (stream, session, done) => {
      keep(stream, session).then(
        () => done(null, 'kept'),
        (error: unknown) => done(error as Error),
      );
    },
  });
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // A client that goes away in the middle of a sentence.
  server.on('error', (error) => {
    if (!/ECONNRESET|EPIPE|timeout/i.test(messageOf(error))) warn('smtp', messageOf(error));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  const address = server.server.address() as { port: number };
  const credentials = login ? `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@` : '';

  return {
    url: `smtp://${credentials}127.0.0.1:${address.port}`,
    fault: (fault) => {
      faults.push(fault);
    },
    clearFaults: () => {
      faults.length = 0;
    },
    raw: () => [...raw],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function messageFrom(mail: Email, to: string) {
  return {
    channel: 'email' as const,
    via: 'SMTP',
    to,
    from: mail.from?.address ?? '',
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html ?? null,
    attachments: mail.attachments.map(({ filename, mimeType, method, content }) => ({
      name: filename ?? mimeType,
      type: mimeType,
      method: method ?? null,
      content: typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content),
    })),
    ...(mail.messageId && { key: mail.messageId }),
  };
}

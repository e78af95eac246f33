import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from './api.ts';
import type { Generation } from './api-gateway.ts';
import { messageOf, warn } from './log.ts';
import type { Postgres } from './postgres.ts';
import { connect, type Database, type Sql } from './sql.ts';

interface SupervisorOptions {
  database: Database;
  /** The server that runs now. */
  postgres: Postgres;
  startPostgres: () => Promise<Postgres>;
  createApi: () => Api;
  /** One message of the database for realtime. */
  onNotification: (text: string) => void;
  /** A call the database wants made (net.http_post in bootstrap.sql). */
  onHttpCall: (text: string) => void;
  /** Called when the database cannot be kept up; the stack must end. */
  onGiveUp: (reason: string) => void;
}

export interface Supervisor {
  generation(): Generation | undefined;
  /** A connection for the platform's own questions (realtime permissions). */
  admin(): Sql | undefined;
  postgres(): Postgres | undefined;
  /** Something says that connections are broken: check, and make new ones. */
  suspect(reason: string): void;
  stop(): Promise<void>;
}

const CHECK_EVERY = 1_000;
const ANSWER_WITHIN = 1_500;
/** A server that is up but silent for so long is killed; recovery takes over. */
const SILENT_FOR = 20_000;
/** Attempts of one recovery. The first often fail: a killed server's processes take a moment to let go of its memory. */
const FAILURES = 25;
const RECOVERS_WITHIN = 60_000;

interface Connections {
  generation: Generation;
  admin: Sql;
  sentinel: Sql;
  lose(): Promise<void>;
}

async function withTimeout<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not answer within ${ms} ms`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** The server works through its log after a crash (SQLSTATE 57P03): it needs time, and to be left alone. */
const isReplaying = (error: unknown) => (error as { code?: unknown }).code === '57P03';

/**
 * Keeps Postgres and the API usable. Connections belong to a generation; when the server crashes, restarts or falls
 * silent, the generation is given up as a whole (its waiting requests get 503) and a new one is made once the server
 * answers again. A pool that has seen a crash is never trusted: postgres.js can lose a connection in a way that leaves
 * its pool waiting for ever.
 */
export async function supervise(options: SupervisorOptions): Promise<Supervisor> {
  const { database } = options;
  let postgres: Postgres | undefined;
  let current: Connections | undefined;
  let stopping = false;
  let recovering: Promise<void> | undefined;

  async function open(): Promise<Connections> {
    const lost = new AbortController();
    // One listener per waiting request.
    setMaxListeners(0, lost.signal);
    const suspicion = () => {
      if (!lost.signal.aborted) suspect('a connection was closed');
    };
    // The sentinel keeps one idle connection: the first to feel a crash, and free to answer when the others are busy.
    const admin = connect(database, 'supabase_admin', { max: 2 });
    const sentinel = connect(database, 'supabase_admin', { onclose: suspicion, max_lifetime: null });
    const api = options.createApi();
    const lose = async () => {
      lost.abort();
      await Promise.allSettled([api.close(), admin.end({ timeout: 1 }), sentinel.end({ timeout: 1 })]);
    };
    try {
      await withTimeout(sentinel`select 1`, 5_000, 'Postgres');
      await sentinel.listen('careslot_realtime', options.onNotification);
      await sentinel.listen('careslot_http', options.onHttpCall);
      await sentinel.listen('pgrst', () => {
        api.reload().catch((error: unknown) => warn('api', messageOf(error)));
      });
    } catch (error) {
      await lose();
      throw error;
    }
    return { generation: { api, lost: lost.signal }, admin, sentinel, lose };
  }

  function watch(started: Postgres): void {
    postgres = started;
    started.exited
      .finally(() => {
        if (postgres === started) postgres = undefined;
        suspect('Postgres ended');
      })
      .catch((error: unknown) => warn('postgres', messageOf(error)));
  }

  async function recover(reason: string): Promise<void> {
    warn('postgres', `${reason}; recovering`);
    const since = Date.now();
    const old = current;
    current = undefined;
    // Not waited for: a broken pool may never end.
    old?.lose().catch(() => {});
    for (let failures = 1; !stopping; failures++) {
      try {
        if (!postgres) watch(await options.startPostgres());
        const fresh = await open();
        if (stopping) await fresh.lose();
        else current = fresh;
        warn('postgres', `recovered after ${Date.now() - since} ms`);
        return;
      } catch (error) {
        const waited = Date.now() - since;
        if (isReplaying(error)) {
          failures--;
          await delay(250);
          continue;
        }
        if (failures === FAILURES || waited > RECOVERS_WITHIN) {
          options.onGiveUp(`Postgres did not recover after ${failures} attempts: ${messageOf(error)}`);
          return;
        }
        if (waited > SILENT_FOR) postgres?.kill();
        await delay(Math.min(100 * 2 ** failures, 1_000));
      }
    }
  }

  function suspect(reason: string): void {
    if (stopping || recovering || !current) return;
    recovering = recover(reason).finally(() => {
      recovering = undefined;
    });
  }

  async function check(): Promise<void> {
    const checked = current;
    if (!checked) return;
    try {
      await withTimeout(checked.sentinel`select 1`, ANSWER_WITHIN, 'Postgres');
    } catch (error) {
      if (current === checked) suspect(messageOf(error));
    }
  }

  watch(options.postgres);
  current = await open();
  const timer = setInterval(() => void check(), CHECK_EVERY);
  return {
    generation: () => current?.generation,
    admin: () => current?.admin,
    postgres: () => postgres,
    suspect,
    stop: async () => {
      stopping = true;
      clearInterval(timer);
      await current?.lose();
      await recovering;
      await postgres?.stop();
    },
  };
}

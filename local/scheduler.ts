import fs from 'node:fs';
import { z } from 'zod';
import { type Cron, parseCron } from './cron.ts';
import { messageOf, warn } from './log.ts';

const manifest = z.array(
  z.strictObject({ name: z.string().min(1), function: z.string().regex(/^[a-z][a-z0-9-]*$/), cron: z.string() }),
);

interface Job {
  name: string;
  function: string;
  cron: Cron;
}

/** supabase/functions/schedule.json: the same manifest from which production's pg_cron jobs are made. */
export function readSchedule(file: string): Job[] {
  if (!fs.existsSync(file)) return [];
  try {
    const jobs = manifest.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
    return jobs.map((job) => ({ ...job, cron: parseCron(job.cron) }));
  } catch (error) {
    throw new Error(`${file}: ${messageOf(error)}`, { cause: error });
  }
}

const MINUTE = 60_000;

/**
 * Looks once a minute which jobs are due. Takes over what pg_cron and pg_net do in production, with two differences
 * for the better: a job never overlaps itself, and a machine that slept does not catch up on every missed minute.
 */
export function createScheduler(jobs: Job[], call: (job: Job) => Promise<void>) {
  const running = new Map<string, Promise<void>>();
  let last = Number.NaN;
  let timer: NodeJS.Timeout | undefined;

  /** Starts what is due in the minute of `now`, once; resolves when the jobs it started have ended. */
  async function tick(now: Date): Promise<void> {
    const minute = Math.floor(now.getTime() / MINUTE);
    if (minute === last) return;
    last = minute;
    const due = jobs.filter((job) => job.cron.matches(now) && !running.has(job.name));
    await Promise.all(
      due.map((job) => {
        const run = call(job)
          .catch((error: unknown) => warn('scheduler', `${job.name}: ${messageOf(error)}`))
          .finally(() => running.delete(job.name));
        running.set(job.name, run);
        return run;
      }),
    );
  }

  const next = () => {
    timer = setTimeout(
      () => {
        tick(new Date()).catch((error: unknown) => warn('scheduler', messageOf(error)));
        next();
      },
      MINUTE - (Date.now() % MINUTE) + 5,
    );
    timer.unref();
  };

  return { tick, start: next, stop: () => clearTimeout(timer) };
}

/** Calls a function as pg_net would: POST {} with the secret key in `apikey`. */
export function callFunction(functionsUrl: string, secretKey: string) {
  return async (job: Job): Promise<void> => {
    const response = await fetch(`${functionsUrl}/${job.function}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', apikey: secretKey },
      body: '{}',
      signal: AbortSignal.timeout(30_000),
    });
    if (!response.ok) throw new Error(`${response.status} ${(await response.text()).slice(0, 200)}`);
    await response.body?.cancel();
  };
}

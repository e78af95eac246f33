/** [SY3, SY8] How a job ends, and asking for work. */
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { minute, plus } from '../../support/time.ts';
import { type Clinic, createClinic, scheduled, slot } from '../booking/clinic.ts';
import { type Scene, scene, secret, start } from '../messages/scene.ts';
import { claim, connect, connectionRow, type Job, jobs, pings, row, visit, type Worker, workerOf } from './calendar.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

const calendar = (on: Scene, more = {}) => connect(on, clinic.clinician.clinician_id, more);
const jobRow = (on: Scene, job: Job | undefined) =>
  row<Job & { finished_at: Date | null; run_after: Date }>(on, 'sync_jobs', 'job_id', job?.job_id ?? '');
/** Seconds from `at` (minutes after start) until the job is due. */
const wait = async (on: Scene, job: Job | undefined, at = 0) =>
  ((await jobRow(on, job)).run_after.getTime() - Date.parse(plus(start, at * minute))) / 1000;
const of = (worker: Worker, kind: string) => worker.jobs.find((job) => job.kind === kind);
/** Later by more than any wait. */
const day = 24 * 60;

describe('[SY3] settling', () => {
  test('done', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      await visit(on, clinic, slot(0));
      const worker = await workerOf(on, connection_id);
      await worker.settle(of(worker, 'upsert'), 'done');
      expect(await jobRow(on, of(worker, 'upsert'))).toMatchObject({
        status: 'done',
        attempts: 0,
        finished_at: new Date(start),
        leased_by: null,
        error_message: null,
      });
      const again = { job_id: of(worker, 'upsert')?.job_id, worker: worker.name, outcome: 'done' };
      expect((await on.refused(secret, 'settle_sync_job', again)).code, 'once').toBe('lease_lost');
    }));

  test('retry waits twice as long each time, with ±20 %, and the tenth failure is dead', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      await visit(on, clinic, slot(0));
      const [job] = await jobs(on, connection_id);
      for (let attempt = 1; attempt <= 9; attempt += 1) {
        await on.at(attempt * day);
        await claim(on, 'w', { connection_id });
        const settled = { job_id: job?.job_id, worker: 'w', outcome: 'retry', error_message: `try ${attempt}` };
        await on.done(secret, 'settle_sync_job', settled);
        expect(await jobRow(on, job)).toMatchObject({
          status: 'failed',
          attempts: attempt,
          error_message: `try ${attempt}`,
        });
        const seconds = await wait(on, job, attempt * day);
        expect(seconds).toBeGreaterThanOrEqual(Math.min(3600, 2 ** attempt * 5 * 0.8));
        expect(seconds).toBeLessThanOrEqual(Math.min(3600, 2 ** attempt * 5 * 1.2));
      }
      await on.at(10 * day);
      await claim(on, 'w', { connection_id });
      await on.done(secret, 'settle_sync_job', { job_id: job?.job_id, worker: 'w', outcome: 'retry' });
      expect(await jobRow(on, job)).toMatchObject({ status: 'dead', attempts: 10 });
      const log = await on.tx`
        select action, status, sync_direction from public.calendar_sync_log where connection_id = ${connection_id}`;
      expect([...log], 'the log says so once').toEqual([
        { action: 'update', status: 'failed', sync_direction: 'to_external' },
      ]);
      expect(await pings(on, `profile:${clinic.clinician.profile_id}`)).toContain('calendar_changed');
    }));

  test('what the provider asks for is waited, a day at most', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      for (const n of [0, 2, 4]) await visit(on, clinic, slot(n));
      const worker = await workerOf(on, connection_id);
      const [one, two, three] = worker.jobs.filter(({ kind }) => kind === 'upsert');
      await worker.settle(one, 'retry', { retry_after_seconds: 7200 });
      await worker.settle(two, 'retry', { retry_after_seconds: 2_000_000_000 });
      await worker.settle(three, 'retry', { retry_after_seconds: -5 });
      expect(await wait(on, one)).toBe(7200);
      expect(await wait(on, two)).toBe(86_400);
      expect(await wait(on, three)).toBeGreaterThanOrEqual(8);
    }));

  test('a pull is never dead, and waits a quarter of an hour at most', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      await on.tx`select private.queue_pass(${connection_id}, 'pull', true)`;
      const [job] = await jobs(on, connection_id);
      for (let attempt = 1; attempt <= 14; attempt += 1) {
        await on.at(attempt * day);
        await claim(on, 'w', { connection_id });
        const outcome = attempt % 2 ? 'retry' : 'dead';
        await on.done(secret, 'settle_sync_job', { job_id: job?.job_id, worker: 'w', outcome });
        expect(await jobRow(on, job)).toMatchObject({ status: 'failed', attempts: attempt });
        expect(await wait(on, job, attempt * day)).toBeLessThanOrEqual(900);
      }
      expect(await wait(on, job, 14 * day)).toBe(900);
    }));

  test('[SY8] a pull that has to wait takes one that was asked for meanwhile along', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      const worker = await workerOf(on, connection_id);
      await on.tx`select private.queue_pass(${connection_id}, 'pull', true)`;
      expect(await jobs(on, connection_id)).toHaveLength(2);
      await worker.settle(worker.jobs[0], 'retry', { retry_after_seconds: 300 });
      expect(await jobs(on, connection_id)).toMatchObject([{ job_id: worker.jobs[0]?.job_id, status: 'failed' }]);
      expect(await wait(on, worker.jobs[0])).toBe(300);
    }));

  test('dead is final for the worker; a later success of the same visit clears it away', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      const id = await visit(on, clinic, slot(0));
      const worker = await workerOf(on, connection_id);
      await worker.settle(of(worker, 'upsert'), 'dead', { error_message: 'The calendar refused it.' });
      expect(await jobs(on, connection_id, 'dead')).toMatchObject([
        { attempts: 1, error_message: 'The calendar refused it.' },
      ]);
      expect(await claim(on, worker.name, { connection_id })).toEqual([]);
      await on.tx`update public.appointments set ${on.tx(scheduled(slot(2)))} where appointment_id = ${id}`;
      const [next] = await claim(on, worker.name, { connection_id });
      await worker.settle(next, 'done');
      expect(await jobs(on, connection_id, 'dead')).toEqual([]);
    }));

  test('[AC30] an unknown outcome or job is refused', () =>
    scene(sql, async (on) => {
      const worker = await workerOf(on, await calendar(on));
      const job_id = worker.jobs[0]?.job_id;
      for (const outcome of ['running', '', null])
        expect((await on.refused(secret, 'settle_sync_job', { job_id, worker: 'w', outcome })).code).toBe(
          'invalid_input',
        );
      const unknown = { job_id: crypto.randomUUID(), worker: 'w', outcome: 'done' };
      expect((await on.refused(secret, 'settle_sync_job', unknown)).code).toBe('not_found');
    }));
});

describe('[SY3] retry_sync_job', () => {
  test('makes a job that failed or was given up due at once, for the owner alone', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      await visit(on, clinic, slot(0));
      await visit(on, clinic, slot(2));
      const worker = await workerOf(on, connection_id);
      const [dead, failed] = worker.jobs;
      await worker.settle(dead, 'dead', { error_message: 'x' });
      await worker.settle(failed, 'retry', { retry_after_seconds: 600 });
      for (const job of [dead, failed]) {
        const args = { job_id: job?.job_id };
        for (const who of [clinic.colleague, clinic.admin, clinic.desk, clinic.patient, clinic.stranger, secret])
          expect(await on.refused(who, 'retry_sync_job', args)).toMatchObject({ code: 'not_found', status: 404 });
        const answer = await on.done<Record<string, unknown>>(clinic.clinician, 'retry_sync_job', args);
        expect(answer).toMatchObject({ ...args, status: 'pending', attempts: 0, finished_at: null });
        expect(answer).not.toHaveProperty('leased_by');
        expect(await wait(on, job)).toBe(0);
      }
      await worker.settle(worker.jobs[2], 'done');
      const done = await on.done(clinic.clinician, 'retry_sync_job', { job_id: worker.jobs[2]?.job_id });
      expect(done, 'what is done stays done').toMatchObject({ status: 'done' });
    }));
});

describe('[SY8] asking for a pass', () => {
  const waiting = async (on: Scene, id: string) =>
    (await jobs(on, id)).filter(({ status }) => status !== 'done').map(({ kind, status }) => `${kind} ${status}`);

  test('queue_due_pulls: one waiting pull and reconcile, again after the interval and after a day', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on, { sync_interval_minutes: 15 });
      const ask = () => on.done<number>(secret, 'queue_due_pulls', {});
      expect(await ask()).toBeGreaterThanOrEqual(2);
      await ask();
      expect(await waiting(on, connection_id)).toEqual(['pull pending', 'reconcile pending']);
      expect(await connectionRow(on, connection_id)).toMatchObject({ last_attempt_at: new Date(start) });
      const worker = await workerOf(on, connection_id);
      await worker.done('finish_pull', { cursor: 'c', generation: 1, is_full: true });
      for (const job of worker.jobs) await worker.settle(job, 'done');
      await on.at(14);
      await ask();
      expect(await waiting(on, connection_id), 'not yet').toEqual([]);
      await on.at(15);
      await ask();
      expect(await waiting(on, connection_id)).toEqual(['pull pending']);
      await on.at(day);
      await ask();
      expect(await waiting(on, connection_id)).toEqual(['pull pending', 'reconcile pending']);
    }));

  test('queue_due_pulls: a dirty calendar at once; only reconcile for one that is only written', () =>
    scene(sql, async (on) => {
      const fresh = { last_attempt_at: start, reconciled_at: start };
      const dirty = await calendar(on, { ...fresh, dirty_at: start });
      const clean = await calendar(on, { ...fresh, is_primary: false });
      const outward = await calendar(on, { is_primary: false, sync_direction: 'to_external' });
      await on.done(secret, 'queue_due_pulls', {});
      expect(await waiting(on, dirty)).toEqual(['pull pending']);
      expect(await waiting(on, clean)).toEqual([]);
      expect(await waiting(on, outward)).toEqual(['reconcile pending']);
    }));

  test.each([[{ sync_enabled: false }], [{ state: 'paused' }], [{ state: 'needs_reauth' }]])(
    'queue_due_pulls: nothing for %j',
    (columns) =>
      scene(sql, async (on) => {
        const connection_id = await calendar(on, columns);
        await on.done(secret, 'queue_due_pulls', {});
        expect(await waiting(on, connection_id)).toEqual([]);
      }),
  );

  test('sync_now: the owner’s job is due now, at most once in ten seconds', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on, { reconciled_at: start });
      const args = { connection_id };
      const first = await on.done<{ job_id: string }>(clinic.clinician, 'sync_now', args);
      expect(await jobs(on, connection_id)).toMatchObject([{ job_id: first.job_id, kind: 'pull', status: 'pending' }]);
      expect(await on.refused(clinic.clinician, 'sync_now', args)).toMatchObject({ code: 'rate_limited', status: 429 });
      const [claimed] = await claim(on, 'w', { connection_id });
      const failed = { job_id: claimed?.job_id, worker: 'w', outcome: 'retry', retry_after_seconds: 900 };
      await on.done(secret, 'settle_sync_job', failed);
      await on.at(0.2);
      expect(await on.done(clinic.clinician, 'sync_now', args)).toEqual(first);
      expect(await wait(on, claimed, 0.2), 'whatever it was waiting for').toBe(0);
      for (const who of [clinic.colleague, clinic.admin, clinic.desk, clinic.patient, clinic.stranger, secret])
        expect(await on.refused(who, 'sync_now', args)).toMatchObject({ code: 'not_found', status: 404 });
    }));

  test('sync_now: a first time is a reconcile; a calendar that rests is refused', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      await on.done(clinic.clinician, 'sync_now', { connection_id });
      expect(await waiting(on, connection_id)).toEqual(['reconcile pending']);
      for (const columns of [{ sync_enabled: false }, { state: 'paused' }, { state: 'needs_reauth' }]) {
        const resting = await calendar(on, { is_primary: false, ...columns });
        expect((await on.refused(clinic.clinician, 'sync_now', { connection_id: resting })).code).toBe('invalid_input');
      }
    }));
});

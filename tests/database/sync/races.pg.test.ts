/** [SY1, SY2] Several workers at once, and everything that may happen to a calendar at the same time: no two, no deadlock. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { pick, randomFrom } from '../../support/random.ts';
import { database, databasePool, type Sql, type Transaction } from '../../support/sql.ts';
import { type Answer, sqlAnswer } from '../booking/answers.ts';
import { type Clinic, createClinic, scheduled, slot } from '../booking/clinic.ts';
import { connectionOf, type Job } from './calendar.ts';

const sql = database();
const pool = databasePool(12);
let clinic: Clinic;
let connections: string[] = [];

vi.setConfig({ testTimeout: 180_000 });

beforeAll(async () => {
  clinic = await createClinic(sql);
});
afterAll(async () => {
  await sql`delete from public.calendar_sync_connections where connection_id = any (${connections})`;
  await pool.end();
});

async function connect(user_id: string, more = {}): Promise<string> {
  const [row] = await sql<{ connection_id: string }[]>`
    insert into public.calendar_sync_connections ${sql(connectionOf(user_id, more))} returning connection_id`;
  connections = [...connections, row?.connection_id ?? ''];
  return row?.connection_id ?? '';
}

const claimFor = (db: Sql, worker: string, connection_id: string, limit = 3) =>
  db<Job[]>`select * from public.claim_sync_jobs(${worker}, ${limit}, 60, ${connection_id})`;
const settle = (db: Sql, job: Job, worker: string, outcome: string) =>
  db`select public.settle_sync_job(${job.job_id}, ${worker}, ${outcome}, 'again', 0)`;

test('[SY1, SY2] eight workers: never two on one calendar, the changes of a visit in their order, each done once', async () => {
  const mine: string[] = [];
  // Not primary, so that bookings of the storm below write to none of them.
  for (let n = 0; n < 4; n += 1) mine.push(await connect(clinic.colleague.clinician_id, { is_primary: false }));
  const visits: string[] = [];
  for (let n = 0; n < 4; n += 1) {
    const [row] = await sql<{ appointment_id: string }[]>`
      insert into public.appointments ${sql(clinic.row(slot(300 + n), { clinician_id: clinic.colleague.clinician_id }))} returning appointment_id`;
    visits.push(row?.appointment_id ?? '');
  }
  const work = mine.flatMap((connection_id) =>
    visits.flatMap((appointment_id) =>
      [1, 2, 3].map((appointment_version) => ({ connection_id, appointment_id, appointment_version, kind: 'upsert' })),
    ),
  );
  await sql`insert into public.sync_jobs ${sql(work)}`;

  const holder = new Map<string, string>();
  const finished: Job[] = [];
  let shared = 0;
  const worker = async (n: number) => {
    const name = `worker ${n}`;
    const next = randomFrom(name);
    while (finished.length < work.length) {
      const connection_id = pick(next, mine as [string, ...string[]]);
      const jobs = await claimFor(pool, name, connection_id);
      if (jobs.length === 0) continue;
      if (holder.has(connection_id)) shared += 1;
      holder.set(connection_id, name);
      // As the worker does it: when a change of a visit has to wait, what came after it waits as well.
      const putOff = new Set<string | null>();
      for (const [i, job] of jobs.entries()) {
        // Before the answer of the last one is back, somebody else may have the lease already.
        if (i === jobs.length - 1) holder.delete(connection_id);
        const again = next() < 0.2 || putOff.has(job.appointment_id);
        if (again) putOff.add(job.appointment_id);
        await settle(pool, job, name, again ? 'retry' : 'done');
        if (again)
          await sql`update public.sync_jobs set run_after = now() where job_id = ${job.job_id} and status = 'failed'`;
        else finished.push(job);
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, n) => worker(n)));

  expect(shared).toBe(0);
  expect(finished.map(({ job_id }) => job_id)).toHaveLength(new Set(finished.map(({ job_id }) => job_id)).size);
  expect(finished).toHaveLength(work.length);
  for (const connection_id of mine)
    for (const appointment_id of visits) {
      const of = finished.filter((job) => job.connection_id === connection_id && job.appointment_id === appointment_id);
      expect(of.map(({ appointment_version }) => appointment_version)).toEqual([1, 2, 3]);
    }
  const left =
    await sql`select 1 from public.calendar_sync_connections where connection_id = any (${mine}) and leased_by is not null`;
  expect(left.length).toBe(0);
});

/** As the person with that login, committed. */
const as = (auth_user_id: string, body: (tx: Transaction) => Promise<unknown>) =>
  pool.begin(async (tx) => {
    await tx`select set_config('request.jwt.claims', ${JSON.stringify({ sub: auth_user_id, role: 'authenticated' })}, true),
      set_config('request.jwt.claim.sub', ${auth_user_id}, true), set_config('request.jwt.claim.role', 'authenticated', true),
      set_config('role', 'authenticated', true)`;
    await body(tx);
  });

test('[SY1] worker, owner, bookings, notifications and answers at once: no deadlock, and nobody is left waiting', async () => {
  const connection_id = await connect(clinic.clinician.clinician_id, { account_id: 'same' });
  const second = await connect(clinic.clinician.clinician_id, { account_id: 'same', is_primary: false });
  const visits: string[] = [];
  for (let n = 0; n < 6; n += 1) {
    const [row] = await sql<{ appointment_id: string }[]>`
      insert into public.appointments ${sql(clinic.row(slot(2 * n)))} returning appointment_id`;
    visits.push(row?.appointment_id ?? '');
  }
  const channel_id = crypto.randomUUID();
  await sql`select public.save_channel(${connection_id}, ${channel_id}, null, null, 'hash', now() + interval '1 day', 'active')`;
  const owner = clinic.clinician.auth_user_id;
  const next = randomFrom('storm');
  const anyVisit = () => pick(next, visits as [string, ...string[]]);
  const anySlot = () => slot(Math.floor(next() * 40));
  const codes = new Map<string, number>();
  const note = ({ refusal }: Answer<unknown>) => {
    const code = refusal?.code ?? 'done';
    codes.set(code, (codes.get(code) ?? 0) + 1);
  };

  const workerStep = async (n: number) => {
    const worker = `storm ${n}`;
    await pool`select private.queue_pass(${connection_id}, 'pull', true)`;
    const jobs = await claimFor(pool, worker, connection_id, 5);
    for (const job of jobs) {
      const id = job.appointment_id ?? anyVisit();
      const { slot_start, slot_end } = anySlot();
      const event = `event-${id}`;
      note(
        await sqlAnswer(
          pool`select public.save_event_link(${connection_id}, ${worker}, ${id}, ${event}, 'e', '{}', 'h', 0, 1, 'update')`,
        ),
      );
      note(
        await sqlAnswer(pool`
          select public.apply_external_move(${connection_id}, ${worker}, ${id}, (select version from public.appointments where appointment_id = ${id}),
            ${slot_start}, ${slot_end}, 'e', 'h')`),
      );
      note(await sqlAnswer(pool`select public.apply_external_delete(${connection_id}, ${worker}, ${id}, ${event})`));
      const changes = [
        {
          event: {
            id: event,
            series_id: null,
            busy: [{ start: slot(200 + n).slot_start, end: slot(200 + n).slot_end, kind: 'busy' }],
          },
        },
      ];
      note(
        await sqlAnswer(pool`select public.store_busy_times(${connection_id}, ${worker}, 1, ${pool.json(changes)})`),
      );
      note(
        await sqlAnswer(pool`select public.finish_pull(${connection_id}, ${worker}, 'c', 1, ${next() < 0.5}, null)`),
      );
      note(await sqlAnswer(pool`select public.queue_missing_visits(${connection_id}, ${worker})`));
      note(await sqlAnswer(settle(pool, job, worker, next() < 0.5 ? 'done' : 'retry')));
    }
  };
  const moveStep = async () => {
    const id = anyVisit();
    note(
      await sqlAnswer(pool`update public.appointments set ${pool(scheduled(anySlot()))} where appointment_id = ${id}`),
    );
  };
  const ownerStep = async () => {
    const change = pick(next, [
      { all_day_events: 'free' },
      { all_day_events: 'busy' },
      { is_primary: true },
      { sync_direction: 'two_way' },
    ]);
    const which = next() < 0.7 ? connection_id : second;
    note(
      await sqlAnswer(
        as(
          owner,
          (tx) => tx`update public.calendar_sync_connections set ${tx(change as never)} where connection_id = ${which}`,
        ),
      ),
    );
  };
  const answerStep = async () => {
    const [conflict] = await pool<{ conflict_id: string }[]>`
      select conflict_id from public.sync_conflicts where connection_id = ${connection_id} and status = 'open' order by random() limit 1`;
    if (!conflict) return;
    const resolution = pick(next, ['keep_ours', 'take_theirs', 'reschedule']);
    const { slot_start, slot_end } = anySlot();
    note(
      await sqlAnswer(
        as(
          owner,
          (tx) =>
            tx`select public.resolve_sync_conflict(${conflict.conflict_id}, ${resolution}, ${slot_start}, ${slot_end})`,
        ),
      ),
    );
  };
  const pushStep = async () => {
    note(await sqlAnswer(pool`select public.note_push(${channel_id}, 'hash', ${crypto.randomUUID()})`));
    note(await sqlAnswer(pool`select public.begin_token_refresh(${connection_id})`));
    note(await sqlAnswer(pool`select public.save_tokens(${second}, 'x')`));
    note(await sqlAnswer(pool`select public.queue_due_pulls()`));
    const [dead] = await pool<
      { job_id: string }[]
    >`select job_id from public.sync_jobs where connection_id = ${connection_id} and status = 'failed' limit 1`;
    if (dead) note(await sqlAnswer(as(owner, (tx) => tx`select public.retry_sync_job(${dead.job_id})`)));
  };

  const rounds = 25;
  const repeat = async (step: (n: number) => Promise<void>) => {
    for (let n = 0; n < rounds; n += 1) await step(n);
  };
  await Promise.all([
    ...[1, 2].map((n) => repeat(() => workerStep(n))),
    ...[1, 2].map(() => repeat(moveStep)),
    repeat(ownerStep),
    ...[1, 2].map(() => repeat(answerStep)),
    repeat(pushStep),
  ]);
  const accepted =
    /^(done|lease_lost|slot_taken|patient_busy|outside_availability|invalid_transition|invalid_time|conflict_closed|23505)$/;
  expect(Object.fromEntries([...codes].filter(([code]) => !accepted.test(code)))).toEqual({});
  expect(codes.get('done')).toBeGreaterThan(100);
});

test('[SY1] a calendar is removed while it is being written: no deadlock', async () => {
  for (let round = 0; round < 10; round += 1) {
    const connection_id = await connect(clinic.outsider.clinician_id);
    const { practice_id } = (
      await sql<
        { practice_id: string }[]
      >`select practice_id from public.clinicians where clinician_id = ${clinic.outsider.clinician_id}`
    )[0] ?? { practice_id: '' };
    const visits: string[] = [];
    for (let n = 0; n < 4; n += 1) {
      const more = { practice_id, clinician_id: clinic.outsider.clinician_id, patient_id: clinic.stranger.patient_id };
      const [row] = await sql<{ appointment_id: string }[]>`
        insert into public.appointments ${sql(clinic.row(slot(20 * round + 2 * n), more))} returning appointment_id`;
      visits.push(row?.appointment_id ?? '');
    }
    await claimFor(pool, 'w', connection_id, 10);
    const write = (id: string) =>
      sqlAnswer(
        pool`select public.save_event_link(${connection_id}, 'w', ${id}, ${`event-${id}`}, 'e', '{}', 'h', 0, 1, 'update')`,
      );
    for (const id of visits) await write(id);
    const answers = await Promise.all([
      ...visits.map(write),
      ...visits.map((id, n) =>
        sqlAnswer(
          pool`update public.appointments set ${pool(scheduled(slot(20 * round + 10 + 2 * n)))} where appointment_id = ${id}`,
        ),
      ),
      sqlAnswer(pool`select public.delete_connection(${connection_id}, ${clinic.outsider.profile_id})`),
      ...visits.map(write),
    ]);
    for (const { refusal } of answers) expect(['done', 'lease_lost']).toContain(refusal?.code ?? 'done');
    expect((await sql`select 1 from public.calendar_event_links where connection_id = ${connection_id}`).length).toBe(
      0,
    );
  }
});

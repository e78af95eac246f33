/** How long racers wait inside the database: a lock that is waited for in a circle shows as a second or more. */
import { afterAll, expect, test } from 'vitest';
import { database, databasePool } from '../../support/sql.ts';
import { createClinic, slot } from './clinic.ts';

const sql = database();
const clients = 8;
const pool = databasePool(clients);
afterAll(() => pool.end());

// Measured by the server around the statement, so that what the client and the network take does not count.
const attempt = `
  create or replace function pg_temp.attempt(statement text) returns table (code text, ms double precision)
  language plpgsql as $$
  declare v_began timestamptz := clock_timestamp();
  begin
    code := 'done';
    begin
      execute statement;
    exception when others then
      code := case when sqlstate = 'PGRST' then sqlerrm::jsonb ->> 'code' else sqlstate end;
    end;
    ms := extract(epoch from clock_timestamp() - v_began) * 1000;
    return next;
  end $$`;

test.each(['insert', 'book_appointment'])(
  '[BK18] 8 clients race by %s without waiting for each other in circles',
  async (path) => {
    const clinic = await createClinic(sql);
    const people: string[] = [];
    for (let n = 0; n < clients; n += 1)
      people.push((await clinic.newPaperPatient([clinic.clinician.clinician_id])).patient_id);
    const statement = (patient_id: string, n: number) => {
      const { slot_start, slot_end } = slot(n);
      const { practice_id } = clinic;
      const { clinician_id } = clinic.clinician;
      return path === 'insert'
        ? `insert into public.appointments (practice_id, clinician_id, patient_id, appointment_type, status, scheduled_start, scheduled_end)
         values ('${practice_id}', '${clinician_id}', '${patient_id}', 'follow_up', 'confirmed', '${slot_start}', '${slot_end}')`
        : `select public.book_appointment('${clinician_id}', '${patient_id}', '${slot_start}', '${slot_end}', 'follow_up', 'in_person')`;
    };
    const connections = await Promise.all(people.map(() => pool.reserve()));
    const waits: { code: string; ms: number }[] = [];
    try {
      for (const connection of connections) await connection.unsafe(attempt);
      for (let round = 0; round < 42; round += 1) {
        const answers = await Promise.all(
          connections.map(async (connection, i) => {
            const text = statement(people[i] as string, round);
            const [row] = await connection<
              { code: string; ms: number }[]
            >`select code, ms from pg_temp.attempt(${text})`;
            return row as { code: string; ms: number };
          }),
        );
        expect(answers.map((answer) => answer.code).sort()).toEqual(['done', ...Array(clients - 1).fill('slot_taken')]);
        // The first calls of a connection plan their statements, which is no waiting.
        if (round > 1) waits.push(...answers);
      }
    } finally {
      for (const connection of connections) connection.release();
    }
    const sorted = waits.map((wait) => wait.ms).sort((a, b) => a - b);
    const worst = sorted.at(-1) ?? 0;
    console.log(
      `${path}: ${waits.length} attempts by ${clients} clients, worst ${worst.toFixed(1)} ms inside the database, ` +
        `median ${(sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(1)} ms (aim: worst ≤ 50 ms on an idle machine)`,
    );
    // deadlock_timeout is a second: whoever met a deadlock, winner or loser, waited at least that long.
    expect(worst).toBeLessThan(1_000);
  },
);

/**
 * 100,000 reminders that are due at once: messages a second and memory, with one and with four workers, each a process
 * that claims, writes, signs links and settles over the API as the function does. First into nothing, then a part of
 * them over SMTP to a server on this machine.
 *
 *   node --import tsx bench/reminders.ts [--rows 100000] [--smtp 5000] [--out bench/RESULTS.md]
 */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { loadavg } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import postgres from 'postgres';
import { createPractice } from '../tests/support/factory.ts';
import { startStack } from '../tests/support/stack-process.ts';
import { describeMachine } from './machine.ts';
import { withSection } from './sections.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    smtp: { type: 'string', default: '5000' },
    out: { type: 'string', default: path.join(import.meta.dirname, 'RESULTS.md') },
  },
});

interface Taken {
  sent: number;
  rss: number;
}

/** Accepts every mail and throws it away (RFC 5321, as much of it as a client needs). */
async function startSink(): Promise<{ url: string; mails(): number; close(): void }> {
  let mails = 0;
  const server = createServer((socket) => {
    let data = false;
    let rest = '';
    socket.write('220 sink\r\n');
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1');
      for (;;) {
        if (data) {
          const end = rest.indexOf('\r\n.\r\n');
          if (end < 0) return;
          rest = rest.slice(end + 5);
          data = false;
          mails += 1;
          socket.write('250 taken\r\n');
          continue;
        }
        const end = rest.indexOf('\r\n');
        if (end < 0) return;
        const line = rest.slice(0, end).toUpperCase();
        rest = rest.slice(end + 2);
        data = line === 'DATA';
        socket.write(data ? '354 go on\r\n' : line === 'QUIT' ? '221 bye\r\n' : '250 sink\r\n');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails: () => mails,
    close: () => server.close(),
  };
}

function worker(args: string[]): Promise<Taken> {
  const file = path.join(import.meta.dirname, 'reminder-worker.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) =>
      code === 0 ? resolve(JSON.parse(text) as Taken) : reject(new Error(`a worker ended with ${code}`)),
    );
  });
}

const running = await startStack({ demo: false, flags: ['--no-background'] });
const sql = postgres(running.stack.database_url, { max: 1, onnotice: () => {} });
const sink = await startSink();

try {
  const machine = await describeMachine(running.stack);
  const before = loadavg()[0] ?? 0;
  const practice = await createPractice(sql, { min_notice_minutes: 0 });
  const { clinician_id } = await practice.clinician();
  const { patient_id } = await practice.patientWithoutLogin([clinician_id]);
  await sql`update public.profiles set email = 'reader@example.test' where profile_id = ${patient_id}`;
  await sql`select set_config('careslot.quiet', 'on', false)`;

  /** Visits in a day, each with up to a thousand reminders of its own that have just become due. */
  async function fill(rows: number): Promise<void> {
    await practice.clear();
    const visits = Math.ceil(rows / 1000);
    const start = Math.ceil(Date.now() / 60_000) * 60_000 + 20 * 3_600_000;
    for (let i = 0; i < visits; i++) {
      const scheduled_start = new Date(start + i * 60_000);
      const visit = { clinician_id, patient_id, scheduled_start, scheduled_end: new Date(start + i * 60_000 + 60_000) };
      const id = await practice.visit({ ...visit, status: 'confirmed', overbooked: true, overbook_reason: 'bench' });
      await sql`
        insert into public.appointment_reminders (appointment_id, recipient_id, reminder_type, minutes_before, scheduled_for, run_after, delivery_method)
        select ${id}, ${patient_id}, 'custom', m, now(), now(), 'email' from generate_series(2000, ${1999 + Math.min(1000, rows - i * 1000)}) m`;
    }
    await sql`analyze public.appointment_reminders`;
  }

  const lines: string[] = [];
  for (const [label, rows, smtp] of [
    ['into nothing', Number(values.rows), ''],
    ['over SMTP', Number(values.smtp), sink.url],
  ] as const) {
    for (const workers of [1, 4]) {
      await fill(rows);
      const mails = sink.mails();
      const began = performance.now();
      const taken = await Promise.all(
        Array.from({ length: workers }, () => worker([running.stack.api_url, running.stack.secret_key, smtp])),
      );
      const seconds = (performance.now() - began) / 1000;
      const sent = taken.reduce((sum, one) => sum + one.sent, 0);
      const [left] = await sql<{ waiting: number; sent: number }[]>`
        select count(*) filter (where status in ('pending', 'sending'))::int as waiting, count(*) filter (where status = 'sent')::int as sent
        from public.appointment_reminders where minutes_before >= 2000`;
      const arrived = smtp ? sink.mails() - mails : sent;
      if (sent !== rows || left?.sent !== rows || left.waiting !== 0 || arrived !== rows) {
        throw new Error(
          `${sent} sent, ${arrived} arrived, ${left?.sent} settled and ${left?.waiting} waiting of ${rows}`,
        );
      }
      const rss = Math.max(...taken.map((one) => one.rss)) / 2 ** 20;
      lines.push(
        `| ${label} | ${rows.toLocaleString('en')} | ${workers} | ${seconds.toFixed(1)} s | ${Math.round(rows / seconds).toLocaleString('en')} | ${Math.round(rss)} MiB |`,
      );
      console.log(lines.at(-1));
    }
  }

  const text = `## Reminders

Written by \`node --import tsx bench/reminders.ts\` on ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC.

- ${machine.cores} cores of ${machine.processor}, ${machine.memoryGiB} GiB, Node ${machine.node}, Postgres ${machine.postgres}. Load average ${before.toFixed(1)} before. Workers, API, Postgres and mail server share the machine.
- Reminders that are all due; each worker is a process that claims 50 at a time, decides in the database, writes mail and signs its links, sends 10 at once and settles each, over the API. Every message was sent exactly once and settled, or the run fails.

| mail goes | reminders | workers | time | messages a second | memory of the largest worker |
| --- | ---: | ---: | ---: | ---: | ---: |
${lines.join('\n')}
`;
  writeFileSync(values.out, withSection(readFileSync(values.out, 'utf8'), text));
} finally {
  sink.close();
  await sql.end();
  await running.stop();
}

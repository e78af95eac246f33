/**
 * First reading of a calendar of 10,000 events, and a reading without a change, through the functions as they run:
 * requests to the provider and time. For CalDAV beside vdirsyncer, which does the same work against the same server.
 *
 *   node --import tsx bench/sync.ts [--events 10000] [--out bench/RESULTS.md]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import postgres from 'postgres';
import { calDavServers, startCalDavServer } from '../tests/support/caldav-server.ts';
import { type Stack, startStack } from '../tests/support/stack-process.ts';
import { describeMachine, type Noise, sampleNoise } from './machine.ts';
import { withSection } from './sections.ts';
import { type Line, type Reading, vdirsyncer } from './vdirsyncer.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '10000' },
    out: { type: 'string', default: path.join(import.meta.dirname, 'RESULTS.md') },
  },
});
const count = Number(values.events);

const hour = 3_600_000;
/** Half an hour each, spread evenly over the coming weeks. */
const timeOf = (i: number) => {
  const begins =
    Math.ceil(Date.now() / hour) * hour + 24 * hour + Math.floor((i * 50 * 24 * hour) / count / 60_000) * 60_000;
  const iso = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;
  return { start: iso(begins), end: iso(begins + hour / 2) };
};

async function json(url: string, init: RequestInit & { headers?: Record<string, string> } = {}): Promise<unknown> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${url}: ${response.status} ${text.slice(0, 200)}`);
  return text === '' ? null : JSON.parse(text);
}

/** Several at once, so that filling a calendar takes seconds. */
async function each(n: number, work: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < n) await work(next++);
  };
  await Promise.all(Array.from({ length: 16 }, lane));
}

async function signIn(stack: Stack, email: string): Promise<Record<string, string>> {
  const headers = { apikey: stack.publishable_key, 'content-type': 'application/json' };
  const url = `${stack.api_url}/auth/v1/token?grant_type=password`;
  const { access_token } = (await json(url, {
    method: 'POST',
    headers,
    body: JSON.stringify({ email, password: 'careslot-demo' }),
  })) as { access_token: string };
  return { ...headers, authorization: `Bearer ${access_token}` };
}

/** Clicks through the stand-in's consent; the id of the connection. */
async function connect(stack: Stack, headers: Record<string, string>, provider: string): Promise<string> {
  const { authorization_url } = (await json(`${stack.functions_url}/calendar-connect/${provider}/start`, {
    method: 'POST',
    headers,
    body: '{}',
  })) as { authorization_url: string };
  const allowed = await fetch(`${authorization_url}&consent=allow`, { redirect: 'manual' });
  const back = await fetch(allowed.headers.get('location') ?? '', { redirect: 'manual' });
  return new URL(back.headers.get('location') ?? '').searchParams.get('connected') ?? '';
}

async function read(
  stack: Stack,
  sql: postgres.Sql,
  connection: string,
  requests: () => Promise<number>,
): Promise<Reading> {
  await sql`delete from public.sync_jobs where connection_id = ${connection}`;
  await sql`select private.queue_pass(${connection}, 'pull', true)`;
  const before = await requests();
  const started = performance.now();
  const answer = (await json(`${stack.functions_url}/calendar-sync`, {
    method: 'POST',
    headers: { apikey: stack.secret_key, 'content-type': 'application/json' },
    body: JSON.stringify({ connection_id: connection }),
  })) as { connections: { error?: string }[] };
  const seconds = (performance.now() - started) / 1000;
  if (answer.connections[0]?.error) throw new Error(`the pull failed: ${answer.connections[0].error}`);
  return { requests: (await requests()) - before, seconds };
}

/** Only read: what is to be measured is not the writing of visits. */
async function measure(
  stack: Stack,
  sql: postgres.Sql,
  connection: string,
  events: number,
  requests: () => Promise<number>,
) {
  await sql`update public.calendar_sync_connections set sync_direction = 'from_external', cursor = null where connection_id = ${connection}`;
  const first = await read(stack, sql, connection, requests);
  const [kept] = await sql<{ n: number }[]>`
    select count(distinct external_event_id)::integer as n from public.external_busy_times where connection_id = ${connection}`;
  if (kept?.n !== events) throw new Error(`${kept?.n} of ${events} events arrived`);
  return { first, unchanged: await read(stack, sql, connection, requests) };
}

async function sandbox(
  stack: Stack,
  sql: postgres.Sql,
  provider: 'google' | 'microsoft',
  email: string,
  pages: string,
): Promise<Line> {
  const control = `${stack.web_url}/sandbox/${provider}/_control`;
  const headers = await signIn(stack, email);
  const connection = await connect(stack, headers, provider);
  const [row] = await sql<{ calendar_id: string }[]>`
    select calendar_id from public.calendar_sync_connections where connection_id = ${connection}`;
  const calendar = encodeURIComponent(row?.calendar_id ?? '');
  await each(count, (i) => {
    const { start, end } = timeOf(i);
    const event =
      provider === 'google'
        ? { summary: 'Private', start: { dateTime: start }, end: { dateTime: end } }
        : {
            subject: 'Private',
            start: { dateTime: start.slice(0, -1), timeZone: 'UTC' },
            end: { dateTime: end.slice(0, -1), timeZone: 'UTC' },
          };
    return json(`${control}/calendars/${calendar}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(event),
    });
  });
  // Without the one that asks for push notifications, twice a week.
  const requests = async () =>
    ((await json(`${control}/requests`)) as { path: string }[]).filter(
      ({ path: asked }) => !/\/(watch|subscriptions)\b/.test(asked),
    ).length;
  return { provider, pages, events: count, ...(await measure(stack, sql, connection, count, requests)) };
}

const object = (i: number) => {
  const { start, end } = timeOf(i);
  const compact = (at: string) => at.replace(/[-:]/g, '');
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//bench//EN',
    'BEGIN:VEVENT',
    `UID:bench-${i}`,
    'DTSTAMP:20260101T000000Z',
    `DTSTART:${compact(start)}`,
    `DTEND:${compact(end)}`,
    'SUMMARY:Private',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
};

async function caldav(stack: Stack, sql: postgres.Sql, kind: 'radicale' | 'xandikos', email: string): Promise<Line[]> {
  // vdirsyncer sends passwords in Latin-1.
  const server = await startCalDavServer(kind, 'plain');
  // Xandikos takes minutes for ten thousand objects, whoever asks.
  const events = kind === 'xandikos' ? Math.min(count, 2_000) : count;
  try {
    const { fill, calendarUrl } = await server.newCalendar();
    await fill(new Map(Array.from({ length: events }, (_, i) => [`bench-${i}.ics`, object(i)])));
    const headers = await signIn(stack, email);
    const { connection_ids } = (await json(`${stack.functions_url}/calendar-connect/caldav`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ server_url: server.url, username: server.username, password: server.password }),
    })) as { connection_ids: string[] };
    const requests = () => Promise.resolve(server.proxy.requests.length);
    const [connection = ''] = connection_ids;
    // Xandikos has an empty calendar of its own, which may be the one that was chosen.
    await sql`update public.calendar_sync_connections set calendar_id = ${calendarUrl} where connection_id = ${connection}`;
    const ours = await measure(stack, sql, connection, events, requests);
    return [
      { provider: `CalDAV, ${kind}`, events, pages: '100 by multiget, where the listing holds no data', ...ours },
      ...(await vdirsyncer(server, calendarUrl, kind, events)),
    ];
  } finally {
    await server.stop();
  }
}

function render(lines: Line[], machine: string, noise: { start: Noise; end: Noise }): string {
  const seconds = (reading: Reading) => `${reading.seconds.toFixed(reading.seconds < 10 ? 2 : 1)} s`;
  return [
    '## Calendar sync',
    '',
    `Written by \`node --import tsx bench/sync.ts\` on ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC.`,
    '',
    `- ${machine}. Load average ${noise.start.load.toFixed(1)} before, ${noise.end.load.toFixed(1)} after. Stand-in or server, functions, API and Postgres share the machine.`,
    `- A calendar of single events of half an hour in the coming 50 days, read by \`calendar-sync\` into busy times, the first time and without a change. Requests are those that reached the provider. vdirsyncer reads the same calendar from the same server into a folder of files.`,
    '- Wanted: no request more than the provider’s pages need; an unchanged calendar costs one.',
    '',
    '| Provider | events | pages of | first: requests | time | unchanged: requests | time |',
    '| --- | ---: | --- | ---: | ---: | ---: | ---: |',
    ...lines.map(
      ({ provider, events, pages, first, unchanged }) =>
        `| ${provider} | ${events.toLocaleString('en')} | ${pages} | ${first.requests} | ${seconds(first)} | ${unchanged.requests} | ${seconds(unchanged)} |`,
    ),
    '',
  ].join('\n');
}

const { stack, stop } = await startStack({ flags: ['--no-background'] });
const sql = postgres(stack.database_url, { max: 1, onnotice: () => {} });
try {
  const start = await sampleNoise();
  const lines: Line[] = [];
  const tell = (...more: Line[]) => {
    lines.push(...more);
    for (const { provider, first, unchanged } of more)
      console.log(
        `${provider}: ${first.requests} requests, ${first.seconds.toFixed(1)} s; unchanged ${unchanged.requests}`,
      );
  };
  tell(await sandbox(stack, sql, 'google', 'okafor@demo.careslot.test', '2,500'));
  tell(await sandbox(stack, sql, 'microsoft', 'brenner@demo.careslot.test', '200'));
  for (const { kind, installed } of calDavServers) {
    if (installed) tell(...(await caldav(stack, sql, kind, 'tanaka@demo.careslot.test')));
    else console.log(`${kind} is not installed and left out`);
  }
  const { processor, cores, memoryGiB, node, postgres: version } = await describeMachine(stack);
  const machine = `${cores} cores of ${processor}, ${memoryGiB} GiB, Node ${node}, Postgres ${version}`;
  const text = render(lines, machine, { start, end: await sampleNoise() });
  if (values.out === '-') console.log(text);
  else writeFileSync(values.out, withSection(readFileSync(values.out, 'utf8'), text));
} finally {
  await sql.end();
  await stop();
}

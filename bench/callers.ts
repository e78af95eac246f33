/** Who asks in the benches: a receptionist of every measured practice, and a patient of every measured clinician. */
import { Agent, request as httpRequest } from 'node:http';
import postgres from 'postgres';
import { createLogin, type PersonWithLogin } from '../tests/support/factory.ts';
import type { Stack } from '../tests/support/stack-process.ts';
import type { Dataset } from './data.ts';

export type Caller = PersonWithLogin & { token: string };

export interface Callers {
  desk: Caller;
  patient: Caller;
}

async function signIn(stack: Stack, person: PersonWithLogin): Promise<Caller> {
  const response = await fetch(`${stack.api_url}/auth/v1/token?grant_type=password`, {
    method: 'POST',
    headers: { apikey: stack.publishable_key, 'content-type': 'application/json' },
    body: JSON.stringify({ email: person.email, password: person.password }),
  });
  const body = (await response.json()) as { access_token?: string };
  if (!body.access_token) throw new Error(`${person.email} cannot sign in: ${response.status} ${JSON.stringify(body)}`);
  return { ...person, token: body.access_token };
}

export async function createCallers({ stack, clinicians, dense, sparse }: Dataset): Promise<Callers> {
  const sql = postgres(stack.database_url, { max: 1, onnotice: () => {} });
  try {
    const all = [...clinicians, dense, sparse];
    const desk = await createLogin(sql, 'Bench Desk');
    await sql`
      insert into public.practice_members (practice_id, profile_id, role)
      select distinct practice_id, ${desk.profile_id}::uuid, 'receptionist'::public.member_role
      from public.clinicians where clinician_id = any (${all})`;
    const patient = await createLogin(sql, 'Bench Patient');
    await sql`
      insert into public.care_relationships (clinician_id, patient_id, practice_id)
      select clinician_id, ${patient.profile_id}, practice_id from public.clinicians where clinician_id = any (${all})`;
    return { desk: await signIn(stack, desk), patient: await signIn(stack, patient) };
  } finally {
    await sql.end();
  }
}

/** Connections on which everything runs as that person, under row-level security, as the API would run it. */
export function connectAs(stack: Stack, { auth_user_id }: PersonWithLogin, max = 1): postgres.Sql {
  const claims = JSON.stringify({ sub: auth_user_id, role: 'authenticated', aud: 'authenticated' });
  return postgres(stack.database_url, {
    max,
    onnotice: () => {},
    connection: {
      role: 'authenticated',
      'request.jwt.claims': claims,
      'request.jwt.claim.sub': auth_user_id,
      'request.jwt.claim.role': 'authenticated',
    } as NonNullable<postgres.Options<Record<string, never>>['connection']>,
  });
}

export interface Answer {
  status: number;
  body: string;
}

/** Calls functions of the API as that person over kept-alive connections. */
export function rpcAs(stack: Stack, { token }: Caller) {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const { hostname, port } = new URL(stack.api_url);
  const headers = {
    apikey: stack.publishable_key,
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
  };
  const call = (name: string, args: Record<string, unknown>) =>
    new Promise<Answer>((resolve, reject) => {
      const body = JSON.stringify(args);
      const outgoing = httpRequest(
        {
          agent,
          hostname,
          port,
          path: `/rest/v1/rpc/${name}`,
          method: 'POST',
          headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => {
            text += chunk;
          });
          response.once('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
          response.once('error', reject);
        },
      );
      outgoing.once('error', reject);
      outgoing.end(body);
    });
  return { call, close: () => agent.destroy() };
}

/** The rows of an answer that must be a success. */
export function rows<T>({ status, body }: Answer): T[] {
  if (status !== 200) throw new Error(`the API answered ${status}: ${body.slice(0, 300)}`);
  return JSON.parse(body) as T[];
}

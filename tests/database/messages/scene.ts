/** Several people in one transaction, with a clock that stands until it is moved; taken back at the end. */
import type { Login } from '../../support/factory.ts';
import { become, rolledBack, type Sql, setNow, type Transaction } from '../../support/sql.ts';
import { day, minute, plus } from '../../support/time.ts';
import { type Answer, becomeOwner, type Refusal, sqlAnswer } from '../booking/answers.ts';
import { slot } from '../booking/clinic.ts';

type Args = Record<string, unknown>;

/** The secret key, which is nobody. */
export const secret = { auth_user_id: null };
export type Caller = Pick<Login, 'auth_user_id'> | typeof secret;

/** Four days before the first slot of a clinic: whatever ends after 48 hours ends before it. */
export const start = plus(slot(0).slot_start, -4 * day);

export interface Scene {
  /** Speaks as the owner of the database. */
  tx: Transaction;
  /** Moves the clock to that many minutes after `start`. */
  at(minutes: number): Promise<void>;
  ask<T>(who: Caller, name: string, args: Args): Promise<Answer<T>>;
  done<T>(who: Caller, name: string, args: Args): Promise<T>;
  /** The rows of a function that returns some. */
  rows<T>(who: Caller, name: string, args?: Args): Promise<T[]>;
  refused(who: Caller, name: string, args: Args): Promise<Refusal>;
  /** One statement in somebody's name, under row-level security. */
  as<T>(who: Caller, statement: (tx: Transaction) => PromiseLike<T>): Promise<Answer<T>>;
}

async function speakAs(tx: Transaction, who: Caller): Promise<void> {
  if (who.auth_user_id !== null) return become(tx, who.auth_user_id);
  await tx`select set_config('request.jwt.claims', '{"role": "service_role"}', true),
    set_config('request.jwt.claim.sub', '', true), set_config('request.jwt.claim.role', 'service_role', true),
    set_config('role', 'service_role', true)`;
}

/** What a function answers, each row as JSON. */
async function calling(tx: Transaction, name: string, args: Args): Promise<unknown[]> {
  const list = Object.keys(args).map((key, i) => `"${key}" => $${i + 1}`);
  const values = Object.values(args).map((value) =>
    typeof value === 'object' && value !== null ? tx.json(value as never) : value,
  );
  const found = await tx.unsafe<{ result: unknown }[]>(
    `select to_jsonb(r) as result from public.${name}(${list.join(', ')}) r`,
    values as never[],
  );
  return found.map(({ result }) => result);
}

function sceneOf(tx: Transaction): Scene {
  const as: Scene['as'] = async (who, statement) => {
    await speakAs(tx, who);
    const answer = await sqlAnswer(tx.savepoint((inner) => statement(inner) as Promise<never>));
    await becomeOwner(tx);
    return answer as Answer<never>;
  };
  const value = <T>(name: string, { value: found, refusal }: Answer<T>): T => {
    if (refusal) throw new Error(`${name}: ${refusal.code}: ${refusal.message} ${JSON.stringify(refusal.details)}`);
    return found as T;
  };
  const ask: Scene['ask'] = async <T>(who: Caller, name: string, args: Args) =>
    as(who, async (inner) => (await calling(inner, name, args))[0] as T);
  return {
    tx,
    as,
    ask,
    at: (minutes) => setNow(tx, plus(start, minutes * minute)),
    done: async (who, name, args) => value(name, await ask(who, name, args)),
    rows: async (who, name, args = {}) => value(name, await as(who, (inner) => calling(inner, name, args))) as never[],
    refused: async (who, name, args) => {
      const { refusal, value: found } = await ask(who, name, args);
      if (!refusal) throw new Error(`${name} was not refused: ${JSON.stringify(found)}`);
      return refusal;
    },
  };
}

/** The clock stands at `start`. */
export const scene = (sql: Sql, body: (scene: Scene) => Promise<void>): Promise<void> =>
  rolledBack(sql, async (tx) => {
    await setNow(tx, start);
    await body(sceneOf(tx));
  });

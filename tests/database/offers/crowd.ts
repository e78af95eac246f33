/** Many people at once: each in a connection and a transaction of their own, all started together. */
import type { Login } from '../../support/factory.ts';
import { become, databasePool, type Sql, type Transaction } from '../../support/sql.ts';
import { type Answer, sqlAnswer } from '../booking/answers.ts';

export interface Crowd {
  pool: Sql;
  /** One statement in somebody's name (null is the owner of the database), committed unless it is refused. */
  as<T>(who: Pick<Login, 'auth_user_id'> | null, statement: (tx: Transaction) => PromiseLike<T>): Promise<Answer<T>>;
  end(): Promise<void>;
}

export function crowd(connections = 10): Crowd {
  const pool = databasePool(connections);
  return {
    pool,
    as: (who, statement) =>
      sqlAnswer(
        pool.begin(async (tx) => {
          if (who) await become(tx, who.auth_user_id);
          return statement(tx);
        }),
      ) as Promise<Answer<never>>,
    end: () => pool.end(),
  };
}

/** '49 × 409 offer_closed', one part per kind of answer, in the order of the words. */
export function summary(answers: Answer<unknown>[]): string {
  const kinds = new Map<string, number>();
  for (const { refusal } of answers) {
    const kind = refusal ? `${refusal.status} ${refusal.code}` : 'done';
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return [...kinds]
    .map(([kind, count]) => `${count} × ${kind}`)
    .sort()
    .join(', ');
}

import type { Claims } from './jwt.ts';
import { messageOf, warn } from './log.ts';
import type { Sql } from './sql.ts';

/** Asks the database, as that person, whether its policies on realtime.messages let them read a topic. */
export type MayRead = (topic: string, claims: Claims) => Promise<boolean>;

class Rollback extends Error {}

/** Realtime's own way to ask: a row is written on the topic, looked for as the person, and taken back. */
export function askDatabase(sql: () => Sql | undefined): MayRead {
  return async (topic, claims) => {
    const connection = sql();
    if (!connection) return false;
    let allowed = false;
    try {
      await connection.begin(async (transaction) => {
        await transaction`
          insert into realtime.messages (topic, extension, event, private) values (${topic}, 'broadcast', 'probe', true)`;
        await transaction`
          select set_config('realtime.topic', ${topic}, true),
                 set_config('request.jwt.claims', ${JSON.stringify(claims)}, true),
                 set_config('request.jwt.claim.sub', ${claims.sub ?? ''}, true),
                 set_config('request.jwt.claim.role', ${claims.role ?? 'anon'}, true),
                 set_config('role', ${claims.role === 'authenticated' ? 'authenticated' : 'anon'}, true)`;
        const rows = await transaction`
          select from realtime.messages where topic = ${topic} and extension = 'broadcast' limit 1`;
        allowed = rows.length > 0;
        throw new Rollback();
      });
    } catch (error) {
      if (!(error instanceof Rollback)) warn('realtime', messageOf(error));
    }
    return allowed;
  };
}

/** The SQL that docs/deploy.md tells people to run makes a practice that works. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createLogin } from '../support/factory.ts';
import { become, database, rolledBack } from '../support/sql.ts';

const page = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8');
const firstPractice = /^```sql first-practice\n([\s\S]*?)^```/m.exec(page)?.[1] ?? '';

test('the first practice has an admin who is a clinician, and hours that can be booked', async () => {
  expect(firstPractice).toContain('you@example.org');
  const slots = await rolledBack(database(), async (tx) => {
    const me = await createLogin(tx, 'First Admin');
    await tx.unsafe(firstPractice.replace('you@example.org', me.email)).simple();
    await become(tx, me.auth_user_id);
    const roles = await tx<{ role: string }[]>`
      select m.role from public.practice_members m where m.profile_id = ${me.profile_id} order by m.role`;
    expect(roles.map(({ role }) => role)).toEqual(['admin', 'clinician']);
    return tx`
      select s.slot_start from public.available_slots(${me.profile_id}, now(), now() + interval '7 days', appointment_type => 'follow_up') s`;
  });
  expect(slots.length).toBeGreaterThan(40);
});

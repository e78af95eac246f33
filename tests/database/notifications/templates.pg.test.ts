/** [NT11] The messages that an admin can preview are those that are sent: by the same channels, to the same people. */
import { expect, test } from 'vitest';
import { templateKinds, templates } from '../../../src/features/practice/messages/schema.ts';
import { database } from '../../support/sql.ts';

const sql = database();
const kinds = templateKinds.filter((kind) => kind !== 'reminder');

test.each(kinds)('%s', async (kind) => {
  const { sides, channels } = templates[kind];
  const [row] = await sql<{ sent: string[] }[]>`
    select array_agg(distinct channel order by channel) as sent
    from unnest(${[...sides]}::text[]) side, unnest(array[true, false]) own_act, unnest(array[true, false]) soon,
      lateral unnest(private.notice_channels(${kind}, side, own_act, soon)) channel
    where channel <> 'in_app'`;
  expect([...channels].sort()).toEqual(row?.sent);
});

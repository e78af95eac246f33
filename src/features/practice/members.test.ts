import { expect, test } from 'vitest';
import { roleChanges, toMembers } from './members.ts';
import type { MemberRole } from './schema.ts';

const row = (profile_id: string, role: MemberRole, active = true, full_name = profile_id) => ({
  profile_id,
  role,
  active,
  profile: { full_name, email: null, phone: null },
});

test('rows become people with all their roles, the active ones first, then by name', () => {
  const members = toMembers(
    [row('b', 'clinician'), row('c', 'admin', false), row('b', 'admin'), row('a', 'receptionist')],
    [],
  );
  expect(members.map(({ name, active, roles }) => [name, active, roles])).toEqual([
    ['a', true, ['receptionist']],
    ['b', true, ['admin', 'clinician']],
    ['c', false, ['admin']],
  ]);
});

test('a role that was switched off is not held, and giving it again switches it on', () => {
  const [member] = toMembers([row('a', 'admin'), row('a', 'clinician', false)], []);
  if (!member) throw new Error('no member');
  expect(member.roles).toEqual(['admin']);
  expect(roleChanges(member, ['clinician', 'receptionist'])).toEqual({
    insert: ['receptionist'],
    revive: ['clinician'],
    remove: ['admin'],
  });
});

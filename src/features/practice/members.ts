import { type ClinicianRow, type MemberRole, type Membership, memberRoles } from './schema.ts';

/** One person of the practice with everything that their rows say. */
export type Member = {
  profileId: string;
  name: string;
  email: string | null;
  phone: string | null;
  /** Works here: at least one role is active. */
  active: boolean;
  /** What they hold now; for somebody deactivated, what they would have again. */
  roles: readonly MemberRole[];
  /** Roles with a row, active or not: giving one again means switching it on. */
  known: readonly MemberRole[];
  clinician: ClinicianRow | undefined;
};

/** Rows by role → people, the active ones first, then by name. */
export function toMembers(rows: readonly Membership[], clinicians: readonly ClinicianRow[]): Member[] {
  const people = new Map<string, Membership[]>();
  for (const row of rows) people.set(row.profile_id, [...(people.get(row.profile_id) ?? []), row]);
  const members = [...people].map(([profileId, own]): Member => {
    const active = own.some((row) => row.active);
    const profile = own[0]?.profile;
    const held = (role: MemberRole) => own.some((row) => row.role === role && (row.active || !active));
    return {
      profileId,
      name: profile?.full_name || profile?.email || '',
      email: profile?.email ?? null,
      phone: profile?.phone ?? null,
      active,
      roles: memberRoles.filter(held),
      known: memberRoles.filter((role) => own.some((row) => row.role === role)),
      clinician: clinicians.find((clinician) => clinician.clinician_id === profileId),
    };
  });
  return members.sort((a, b) => Number(b.active) - Number(a.active) || a.name.localeCompare(b.name));
}

/** What has to be written so that a person holds exactly the wanted roles. */
export function roleChanges(member: Member, wanted: readonly MemberRole[]) {
  const given = wanted.filter((role) => !member.roles.includes(role));
  return {
    insert: given.filter((role) => !member.known.includes(role)),
    revive: given.filter((role) => member.known.includes(role)),
    remove: member.roles.filter((role) => !wanted.includes(role)),
  };
}

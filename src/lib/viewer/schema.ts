import * as z from 'zod/mini';

const practiceSchema = z.object({
  practice_id: z.string(),
  name: z.string(),
  timezone: z.string(),
  phone: z.nullable(z.string()),
  cancellation_notice_minutes: z.number(),
  /** Whether the front desk reads and writes in every thread of the practice. */
  desk_reads_messages: z.boolean(),
});
export type Practice = z.infer<typeof practiceSchema>;

const memberRoles = ['admin', 'clinician', 'receptionist'] as const;

export const viewerRowSchema = z.object({
  profile_id: z.string(),
  full_name: z.string(),
  email: z.nullable(z.string()),
  phone: z.nullable(z.string()),
  timezone: z.string(),
  locale: z.string(),
  practice_members: z.array(
    z.object({ role: z.enum(memberRoles), active: z.boolean(), practice: z.nullable(practiceSchema) }),
  ),
  care_relationships: z.array(z.object({ status: z.string(), practice: z.nullable(practiceSchema) })),
});
type ViewerRow = z.infer<typeof viewerRowSchema>;

/** The signed-in person: who they are and what they may do. The database decides again on every call. */
export type Viewer = {
  profileId: string;
  name: string;
  email: string | null;
  roles: readonly (typeof memberRoles)[number][];
  /** Works for a practice; everybody else is a patient. */
  isStaff: boolean;
  /** Sees every clinician of the practice. */
  isDesk: boolean;
  /** Is treated by somebody: staff may be patients too. */
  isPatient: boolean;
  timezone: string;
  locale: string;
  phone: string | null;
  practice: Practice | undefined;
};

export function toViewer(row: ViewerRow): Viewer {
  const memberships = row.practice_members.filter((member) => member.active && member.practice);
  const practice =
    memberships[0]?.practice ?? row.care_relationships.find((care) => care.status === 'active')?.practice;
  const roles = [
    ...new Set(memberships.filter((m) => m.practice?.practice_id === practice?.practice_id).map((m) => m.role)),
  ];
  return {
    profileId: row.profile_id,
    name: row.full_name || row.email || '',
    email: row.email,
    roles,
    isStaff: roles.length > 0,
    isDesk: roles.includes('admin') || roles.includes('receptionist'),
    isPatient: row.care_relationships.some((care) => care.status === 'active'),
    timezone: row.timezone,
    locale: row.locale,
    phone: row.phone,
    practice: practice ?? undefined,
  };
}

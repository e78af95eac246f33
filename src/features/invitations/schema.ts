import * as z from 'zod/mini';

export const myInvitationSchema = z.object({
  invitation_id: z.string(),
  practice_id: z.string(),
  practice_name: z.string(),
  role: z.enum(['admin', 'clinician', 'receptionist']),
  invited_by_name: z.nullable(z.string()),
  expires_at: z.string(),
});
export type MyInvitation = z.infer<typeof myInvitationSchema>;

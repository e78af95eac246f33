import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { AppError, toAppError, unwrap } from '../../lib/errors.ts';
import { authOnly, supabase } from '../../lib/supabase.ts';
import { type ClosureRange, formatDuring } from './closure-range.ts';
import { type Member, roleChanges } from './members.ts';
import { adminKeys } from './queries.ts';
import {
  type ClinicianRow,
  type Invitation,
  invitationSchema,
  type MemberRole,
  type RuleValues,
  ruleColumns,
  rulesSchema,
  type TypeRow,
} from './schema.ts';

const refetch = (client: QueryClient) => client.invalidateQueries({ queryKey: adminKeys.all });
/** Roles decide what the signed-in person sees of the app at all. */
const refetchPeople = (client: QueryClient) =>
  Promise.all([refetch(client), client.invalidateQueries({ queryKey: ['viewer'] })]);

export type ClinicianValues = Pick<
  ClinicianRow,
  'display_name' | 'title' | 'specialty' | 'color' | 'accepts_self_booking' | 'video_link'
>;
export type MemberChange = {
  practiceId: string;
  member: Member;
  roles: readonly MemberRole[];
  clinician: ClinicianValues | undefined;
};

/** Gives before it takes, so that nobody is without a role in between. What the database refuses ends the rest. */
async function saveMember({ practiceId, member, roles, clinician }: MemberChange): Promise<void> {
  const { insert, revive, remove } = roleChanges(member, roles);
  const who = { practice_id: practiceId, profile_id: member.profileId };
  const members = () => supabase().from('practice_members');
  if (insert.length > 0) {
    const rows = insert.map((role) => ({ ...who, role, active: true }));
    unwrap(await members().insert(rows));
  }
  if (revive.length > 0) unwrap(await members().update({ active: true }).match(who).in('role', revive));
  if (remove.length > 0) unwrap(await members().delete().match(who).in('role', remove));
  if (clinician && member.clinician) {
    const answer = await supabase()
      .from('clinicians')
      .update(clinician)
      .eq('clinician_id', member.profileId)
      .select('clinician_id');
    if (unwrap(answer).length === 0) throw new AppError('not_found');
  }
}

export const memberMutations = {
  save: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['practice', 'save-member'],
      mutationFn: saveMember,
      onSettled: () => refetchPeople(client),
    }),
  setActive: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['practice', 'set-active'],
      mutationFn: async (change: { practiceId: string; profileId: string; active: boolean }) => {
        const answer = await supabase()
          .from('practice_members')
          .update({ active: change.active })
          .match({ practice_id: change.practiceId, profile_id: change.profileId })
          .select('role');
        if (unwrap(answer).length === 0) throw new AppError('not_found');
      },
      onSettled: () => refetchPeople(client),
    }),
};

export type NewInvitation = { practiceId: string; email: string; role: MemberRole; fullName: string };
export type Invited = { invitation: Invitation; mailed: boolean };

/** Invites and asks the auth service for the sign-in mail. A mail that fails does not undo the invitation. */
async function invite({ practiceId, email, role, fullName }: NewInvitation): Promise<Invited> {
  const answer = await supabase().rpc('invite_member', {
    practice_id: practiceId,
    email: email.trim(),
    role,
    ...(fullName.trim() ? { full_name: fullName.trim() } : {}),
  });
  const invitation = z.parse(invitationSchema, unwrap(answer));
  // On a client without a session: the admin stays signed in as themselves.
  const mail = await authOnly()
    .signInWithOtp({
      email: invitation.email,
      options: { shouldCreateUser: true, emailRedirectTo: window.location.origin },
    })
    .catch((error: unknown) => ({ error: toAppError(error) }));
  return { invitation, mailed: mail.error === null };
}

export const invitationMutations = {
  invite: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['practice', 'invite'],
      mutationFn: invite,
      onSettled: () => refetch(client),
    }),
  revoke: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['practice', 'revoke-invitation'],
      mutationFn: async (invitationId: string) => {
        unwrap(await supabase().rpc('revoke_invitation', { invitation_id: invitationId }));
      },
      onSettled: () => refetch(client),
    }),
};

export type TypeValues = Omit<TypeRow, 'appointment_type' | 'position' | 'active'>;
export const typeMutations = {
  create: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['practice', 'create-type'],
      mutationFn: async (type: { practiceId: string; key: string; position: number; values: TypeValues }) => {
        const row = {
          practice_id: type.practiceId,
          appointment_type: type.key,
          position: type.position,
          ...type.values,
        };
        unwrap(await supabase().from('appointment_types').insert(row));
      },
      onSettled: () => refetch(client),
    }),
  update: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['practice', 'update-type'],
      mutationFn: async (type: {
        practiceId: string;
        key: string;
        values: Partial<TypeValues> & { active?: boolean };
      }) => {
        const answer = await supabase()
          .from('appointment_types')
          .update(type.values)
          .match({ practice_id: type.practiceId, appointment_type: type.key })
          .select('appointment_type');
        if (unwrap(answer).length === 0) throw new AppError('not_found');
      },
      onSettled: () => refetch(client),
    }),
  /** The whole order at once on the screen; rows whose place changed are written. */
  reorder: (client: QueryClient, practiceId: string) =>
    mutationOptions({
      mutationKey: ['practice', 'reorder-types'],
      scope: { id: 'reorder-types' },
      mutationFn: async (changed: readonly { key: string; position: number }[]) => {
        for (const { key, position } of changed) {
          const answer = await supabase()
            .from('appointment_types')
            .update({ position })
            .match({ practice_id: practiceId, appointment_type: key });
          unwrap(answer);
        }
      },
      onMutate: async (changed) => {
        const queryKey = adminKeys.types(practiceId);
        await client.cancelQueries({ queryKey });
        client.setQueryData<TypeRow[]>(queryKey, (rows) =>
          rows
            ?.map((row) => ({
              ...row,
              position: changed.find(({ key }) => key === row.appointment_type)?.position ?? row.position,
            }))
            .sort((a, b) => a.position - b.position || a.name.localeCompare(b.name)),
        );
      },
      onSettled: () =>
        client.isMutating({ mutationKey: ['practice', 'reorder-types'] }) === 1 ? refetch(client) : undefined,
    }),
};

export type ClosureValues = { during: ClosureRange; reason: string };
const closureRow = ({ during, reason }: ClosureValues) => ({
  during: formatDuring(during),
  reason: reason.trim() || null,
});
/** What is free changes with a closure. */
const refetchTimes = (client: QueryClient) =>
  Promise.all([
    refetch(client),
    client.invalidateQueries({ queryKey: ['slots'] }),
    client.invalidateQueries({ queryKey: ['calendar'] }),
  ]);

export const closureMutations = {
  /** With an id it puts back a closure that was just removed. */
  create: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['practice', 'create-closure'],
      mutationFn: async (closure: { practiceId: string; closureId: string; values: ClosureValues }) => {
        const row = {
          practice_id: closure.practiceId,
          closure_id: closure.closureId,
          ...closureRow(closure.values),
        };
        unwrap(await supabase().from('practice_closures').insert(row));
      },
      onSettled: () => refetchTimes(client),
    }),
  update: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['practice', 'update-closure'],
      mutationFn: async (closure: { closureId: string; values: ClosureValues }) => {
        const answer = await supabase()
          .from('practice_closures')
          .update(closureRow(closure.values))
          .eq('closure_id', closure.closureId)
          .select('closure_id');
        if (unwrap(answer).length === 0) throw new AppError('not_found');
      },
      onSettled: () => refetchTimes(client),
    }),
  remove: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['practice', 'remove-closure'],
      mutationFn: async (closureId: string) => {
        const answer = await supabase().from('practice_closures').delete().eq('closure_id', closureId);
        unwrap(answer);
      },
      onSettled: () => refetchTimes(client),
    }),
};

export const ruleMutations = {
  /** Writes only over the values that were read: somebody else's change in between is a version_conflict. */
  save: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['practice', 'save-rules'],
      mutationFn: async (change: { practiceId: string; seen: string; values: RuleValues }) => {
        const answer = await supabase()
          .from('practices')
          .update(change.values)
          .eq('practice_id', change.practiceId)
          .eq('updated_at', change.seen)
          .select(ruleColumns);
        const [saved] = z.parse(z.array(rulesSchema), unwrap(answer));
        if (!saved) throw new AppError('version_conflict');
        return saved;
      },
      onSuccess: (saved, { practiceId }) => client.setQueryData(['practice', 'admin', 'rules', practiceId], saved),
      onSettled: () =>
        Promise.all([
          client.invalidateQueries({ queryKey: ['viewer'] }),
          client.invalidateQueries({ queryKey: ['slots'] }),
        ]),
    }),
};

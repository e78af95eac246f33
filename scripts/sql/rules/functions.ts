/** Rules about functions: each says what it is, and cannot be tricked by a caller's search_path. */
import type { CreateFunctionStmt, DefElem } from 'libpg-query';
import type { Finding, SqlFile } from '../migration.ts';
import { qualified } from '../migration.ts';

/**
 * Functions of the API that may run with the rights of their owner, because what they decide about is granted to
 * nobody. Each must check who is asking before anything else.
 */
export const definersInPublic = new Set([
  'public.available_slots',
  'public.practice_slots',
  'public.next_free_slots',
  'public.free_busy',
  'public.check_conflicts',
  'public.book_appointment',
  'public.book_series',
  'public.reschedule_appointment',
  'public.cancel_appointment',
  'public.transition_appointment',
  'public.clinician_notes',
  'public.save_clinician_notes',
  'public.hold_slot',
  'public.release_hold',
  'public.offer_times',
  'public.respond_to_offer',
  'public.expire_offers',
  'public.cancel_offer',
  'public.request_times',
  'public.unread_conversations',
  'public.read_conversation',
  'public.conversation_messages',
  'public.conversation_list',
  'public.start_conversation',
  'public.join_waitlist',
  'public.leave_waitlist',
  'public.clinician_statistics',
  'public.resolve_sync_conflict',
  'public.register_patient',
  'public.invite_member',
  'public.revoke_invitation',
  'public.my_invitations',
  'public.respond_to_invitation',
  'public.record_export',
  'public.expire_holds',
  'public.claim_due_reminders',
  'public.settle_reminder',
  'public.claim_due_notifications',
  'public.settle_notification',
  'public.forget_push_subscription',
  'public.record_delivery_status',
  'public.block_text_messages',
  'public.unblock_my_email',
  'public.sweep_notifications',
  'public.confirm_attendance',
  'public.visit_link_facts',
  'public.visit_link_times',
  'public.act_by_visit_link',
  'public.receive_text_message',
  'public.visit_messages',
  'public.message_health',
  'public.practice_message_health',
  'public.create_calendar_feed',
  'public.revoke_calendar_feed',
  'public.read_calendar_feed',
  'public.claim_sync_jobs',
  'public.settle_sync_job',
  'public.queue_due_pulls',
  'public.sync_connection',
  'public.sync_visit',
  'public.save_event_link',
  'public.drop_event_link',
  'public.queue_missing_visits',
  'public.apply_external_move',
  'public.apply_external_delete',
  'public.pause_for_deletions',
  'public.store_busy_times',
  'public.finish_pull',
  'public.fail_sync',
  'public.begin_token_refresh',
  'public.save_tokens',
  'public.save_connection',
  'public.add_calendar',
  'public.use_oauth_state',
  'public.connection_for_removal',
  'public.connection_access',
  'public.delete_connection',
  'public.note_push',
  'public.save_channel',
  'public.channels_to_renew',
  'public.retry_sync_job',
  'public.sync_now',
  'public.resume_connection',
  'public.sync_health',
  'public.practice_sync_health',
]);

const option = (create: CreateFunctionStmt, name: string): DefElem | undefined =>
  (create.options ?? []).flatMap((o) => ('DefElem' in o && o.DefElem.defname === name ? o.DefElem : []))[0];

function emptySearchPath(create: CreateFunctionStmt): boolean {
  return (create.options ?? []).some((o) => {
    if (!('DefElem' in o) || o.DefElem.defname !== 'set' || !o.DefElem.arg || !('VariableSetStmt' in o.DefElem.arg))
      return false;
    const { name, args = [] } = o.DefElem.arg.VariableSetStmt;
    const [only] = args;
    return (
      name === 'search_path' &&
      args.length === 1 &&
      only !== undefined &&
      'A_Const' in only &&
      only.A_Const.sval !== undefined &&
      !only.A_Const.sval.sval
    );
  });
}

function isDefiner(create: CreateFunctionStmt): boolean {
  const arg = option(create, 'security')?.arg;
  return arg !== undefined && 'Boolean' in arg && arg.Boolean.boolval === true;
}

export function functionBasics(file: SqlFile, definers = definersInPublic): Finding[] {
  const commented = new Set(
    file.statements.flatMap(({ node }) => {
      if (!('CommentStmt' in node) || !node.CommentStmt.comment || !node.CommentStmt.object) return [];
      const { object } = node.CommentStmt;
      return 'ObjectWithArgs' in object ? qualified(object.ObjectWithArgs.objname) : [];
    }),
  );
  return file.statements.flatMap(({ node, line }) => {
    if (!('CreateFunctionStmt' in node)) return [];
    const create = node.CreateFunctionStmt;
    const name = qualified(create.funcname);
    const finding = (rule: string, message: string) => ({ path: file.path, line, rule, message: `${name} ${message}` });
    const found: Finding[] = [];
    if (!option(create, 'volatility') && !create.is_procedure)
      found.push(finding('volatility', 'must say immutable, stable or volatile'));
    if (!emptySearchPath(create)) found.push(finding('search-path', "needs set search_path = ''"));
    if (isDefiner(create) && !name.startsWith('private.') && !definers.has(name))
      found.push(
        finding(
          'security-definer',
          'is security definer: move it to private, or list it in scripts/sql/rules/functions.ts',
        ),
      );
    if (!commented.has(name)) found.push(finding('function-comment', 'needs a comment on function'));
    return found;
  });
}

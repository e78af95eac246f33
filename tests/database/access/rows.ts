/**
 * How a row of each table looks. More than 100 lines, because it lists every table: a new table gets its entry here
 * and its lines in docs/spec/access.md.
 */
import { randomUUID } from 'node:crypto';
import { inDays } from '../../support/time.ts';

/** What hangs on one clinician and one patient of theirs. */
export interface Side {
  practice_id: string;
  clinician_id: string;
  patient_id: string;
  appointment_id: string;
  conversation_id: string;
  message_id: string;
  connection_id: string;
  /** The addresses of everybody, by profile. */
  emails: Record<string, string>;
}

/** Whose rows there are: of the practice, its clinicians, its patients, both, its members, or of every person. */
export type Owners = 'practice' | 'clinician' | 'patient' | 'both' | 'member' | 'person';

export interface TableRows {
  owners: Owners;
  /** A further row of this owner, as the API takes it. */
  row(side: Side, owner: string): Record<string, unknown>;
  /** A change that those may make who may change the row at all; without it, its key is written, which nobody may. */
  change?: Record<string, unknown>;
  /** One row per owner: another can only be made when the first has gone. */
  single?: true;
  /** Already there (made by trigger, or with the people); a further one is only ever tried. */
  given?: true;
}

let count = 0;
/** Later by a day each time, so that no two rows meet. */
const far = (hours = 0) => inDays(400 + count, `${String(8 + hours).padStart(2, '0')}:00`);
const next = () => {
  count += 1;
  return count;
};
const span = () => {
  next();
  return { start: far(), end: far(1) };
};

export const rowsOf: Record<string, TableRows> = {
  practices: {
    owners: 'practice',
    given: true,
    row: () => ({ name: 'Another practice', slug: `p-${randomUUID()}` }),
    change: { phone: '+44 20 7946 0999' },
  },
  profiles: {
    owners: 'person',
    given: true,
    row: () => ({ full_name: 'Somebody New' }),
    change: { phone: '+44 20 7946 0998' },
  },
  practice_members: {
    owners: 'member',
    given: true,
    // Not active: a membership that a test adds must not give rights to the others. No member of the tests has both roles.
    row: (s, profile_id) => ({
      practice_id: s.practice_id,
      profile_id,
      role: profile_id === s.clinician_id ? 'receptionist' : 'clinician',
      active: false,
    }),
    change: { active: true },
  },
  practice_invitations: {
    owners: 'practice',
    row: (s) => ({
      practice_id: s.practice_id,
      email: `invited-${next()}@example.test`,
      role: 'receptionist',
      expires_at: inDays(14, '00:00'),
    }),
    change: { full_name: 'Ira Invited' },
  },
  clinicians: {
    owners: 'clinician',
    given: true,
    row: (s, clinician_id) => ({ clinician_id, practice_id: s.practice_id }),
    change: { title: 'Dr' },
  },
  care_relationships: {
    owners: 'clinician',
    given: true,
    row: (s, clinician_id) => ({ clinician_id, practice_id: s.practice_id, patient_id: clinician_id }),
    change: { status: 'active' },
  },
  appointment_types: {
    owners: 'practice',
    row: (s) => ({ practice_id: s.practice_id, appointment_type: `type_${next()}`, name: 'A type' }),
    change: { name: 'A type of visit' },
  },
  practice_closures: {
    owners: 'practice',
    row: (s) => {
      const { start, end } = span();
      return { practice_id: s.practice_id, during: `[${start},${end})` };
    },
    change: { reason: 'Painting' },
  },
  clinician_availability: {
    owners: 'clinician',
    given: true,
    row: (_, clinician_id) => ({
      clinician_id,
      day_of_week: 6,
      start_time: '09:00',
      end_time: '10:00',
      timezone: 'UTC',
    }),
    change: { buffer_minutes: 0 },
  },
  clinician_date_overrides: {
    owners: 'clinician',
    row: (_, clinician_id) => ({ clinician_id, override_date: span().start.slice(0, 10) }),
    change: { reason: 'Away' },
  },
  conversations: {
    owners: 'patient',
    given: true,
    row: (s, patient_id) => ({ practice_id: s.practice_id, patient_id }),
  },
  conversation_participants: {
    owners: 'both',
    single: true,
    row: (s, profile_id) => ({ conversation_id: s.conversation_id, profile_id }),
    change: { last_read_at: '2026-01-01T00:00:00Z' },
  },
  messages: {
    owners: 'both',
    row: (s, sender_id) => ({ conversation_id: s.conversation_id, sender_id, body: 'Hello' }),
  },
  appointments: {
    owners: 'clinician',
    given: true,
    row: (s, clinician_id) => {
      const { start, end } = span();
      return {
        practice_id: s.practice_id,
        clinician_id,
        patient_id: s.patient_id,
        appointment_type: 'follow_up',
        scheduled_start: start,
        scheduled_end: end,
      };
    },
  },
  slot_holds: {
    owners: 'both',
    row: (s, held_by) => {
      const { start, end } = span();
      return {
        clinician_id: s.clinician_id,
        held_by,
        slot_start: start,
        slot_end: end,
        blocked_until: end,
        expires_at: inDays(1, '00:00'),
      };
    },
  },
  appointment_time_slots: {
    owners: 'clinician',
    row: (s, clinician_id) => {
      const { start, end } = span();
      return {
        message_id: s.message_id,
        conversation_id: s.conversation_id,
        offered_by: clinician_id,
        offered_to: s.patient_id,
        clinician_id,
        time_options: [{ start, end, duration: 60 }],
        appointment_type: 'follow_up',
        expires_at: inDays(2, '00:00'),
      };
    },
  },
  calendar_sync_connections: {
    owners: 'clinician',
    row: (_, user_id) => ({
      user_id,
      provider: 'google',
      calendar_id: `calendar-${next()}@example.test`,
      access_token: 'k1:ciphertext-of-a-token',
      refresh_token: 'k1:ciphertext-of-another',
    }),
    change: { calendar_name: 'Work' },
  },
  calendar_event_links: {
    owners: 'clinician',
    single: true,
    row: (s) => ({
      connection_id: s.connection_id,
      appointment_id: s.appointment_id,
      external_event_id: `event-${next()}`,
    }),
  },
  external_busy_times: {
    owners: 'clinician',
    row: (s, clinician_id) => {
      const { start, end } = span();
      return {
        connection_id: s.connection_id,
        clinician_id,
        busy_start: start,
        busy_end: end,
        external_event_id: `busy-${next()}`,
      };
    },
  },
  // Of pulls and open questions without a visit there is one at a time.
  sync_jobs: { owners: 'clinician', row: (s) => ({ connection_id: s.connection_id, kind: 'upsert' }) },
  calendar_sync_log: {
    owners: 'clinician',
    row: (s) => ({
      connection_id: s.connection_id,
      sync_direction: 'to_external',
      action: 'create',
      status: 'success',
    }),
    change: { status: 'failed' },
  },
  sync_conflicts: {
    owners: 'clinician',
    row: (s) => ({ connection_id: s.connection_id, kind: 'moved', status: 'resolved' }),
  },
  calendar_push_channels: {
    owners: 'clinician',
    row: (s) => ({
      connection_id: s.connection_id,
      external_channel_id: randomUUID(),
      token_hash: 'hash',
      expires_at: inDays(7, '00:00'),
    }),
  },
  oauth_states: {
    owners: 'clinician',
    row: (_, profile_id) => ({
      state_hash: randomUUID(),
      profile_id,
      provider: 'google',
      code_verifier: 'verifier',
      expires_at: inDays(1, '00:00'),
    }),
  },
  webhook_deliveries: {
    owners: 'practice',
    row: () => ({ source: 'google', delivery_id: randomUUID() }),
    change: { source: 'google' },
  },
  scheduling_integrations: {
    owners: 'clinician',
    row: (s, clinician_id) => ({
      practice_id: s.practice_id,
      clinician_id,
      platform: 'acuity',
      access_token: 'k1:ciphertext',
      webhook_secret: 'k1:ciphertext',
    }),
  },
  calendar_feeds: { owners: 'person', row: (_, profile_id) => ({ profile_id, token_hash: randomUUID() }) },
  practice_reminder_rules: {
    owners: 'practice',
    row: (s) => ({ practice_id: s.practice_id, minutes_before: 100 + next(), delivery_method: 'email' }),
    change: { active: true },
  },
  appointment_reminders: {
    owners: 'both',
    given: true,
    row: (s, recipient_id) => ({
      appointment_id: s.appointment_id,
      recipient_id,
      reminder_type: 'custom',
      minutes_before: 100 + next(),
      scheduled_for: inDays(2, '00:00'),
      run_after: inDays(2, '00:00'),
      delivery_method: 'email',
    }),
  },
  notifications: {
    owners: 'person',
    row: (_, recipient_id) => ({ recipient_id, kind: 'reminder' }),
    change: { read_at: '2026-01-01T00:00:00Z' },
  },
  notification_preferences: {
    owners: 'person',
    single: true,
    row: (_, profile_id) => ({ profile_id }),
    change: { sms_enabled: false },
  },
  notification_outbox: {
    owners: 'person',
    row: (_, recipient_id) => ({ event_key: randomUUID(), recipient_id, kind: 'reminder' }),
  },
  notification_deliveries: {
    owners: 'practice',
    given: true,
    row: () => ({
      outbox_id: randomUUID(),
      delivery_method: 'email',
      run_after: inDays(2, '00:00'),
      expires_at: inDays(3, '00:00'),
    }),
    change: { attempts: 3 },
  },
  notification_blocks: {
    owners: 'person',
    single: true,
    row: (s, owner) => ({ delivery_method: 'email', address: s.emails[owner] ?? 'nobody', reason: 'bounced' }),
  },
  push_subscriptions: {
    owners: 'person',
    row: (_, profile_id) => ({
      profile_id,
      endpoint: `https://push.example.test/${randomUUID()}`,
      p256dh: 'key',
      auth: 'secret',
    }),
  },
  video_call_sessions: {
    owners: 'clinician',
    row: (s) => ({
      appointment_id: s.appointment_id,
      provider: 'custom',
      meeting_url: 'https://meet.example.test/1',
      recording_password: 'secret',
    }),
  },
  appointment_waitlist: {
    owners: 'patient',
    row: (s, patient_id) => ({
      practice_id: s.practice_id,
      clinician_id: s.clinician_id,
      patient_id,
      appointment_type: 'follow_up',
    }),
  },
  appointment_statistics: {
    owners: 'clinician',
    row: (_, clinician_id) => ({ clinician_id, date: span().start.slice(0, 10) }),
  },
  audit_events: {
    owners: 'clinician',
    given: true,
    row: (s) => ({
      practice_id: s.practice_id,
      actor_role: 'service',
      action: 'edited',
      entity: 'appointment',
      entity_id: s.appointment_id,
    }),
    change: { action: 'edited' },
  },
};

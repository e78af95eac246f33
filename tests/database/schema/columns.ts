/** The columns of the ten scheduling tables that clients, documents and outside checks rely on. */
export const scheduling: Record<string, string> = {
  appointments: `appointment_id practice_id clinician_id patient_id appointment_type title description scheduled_start
    scheduled_end duration_minutes status location_type location video_call_link video_call_provider
    preparation_instructions requested_via_message_id conversation_id series_id google_calendar_event_id
    microsoft_calendar_event_id apple_calendar_event_id ical_uid ical_sequence reminder_sent_24h reminder_sent_1h
    clinician_notes patient_notes cancellation_reason cancelled_by overbooked overbook_reason blocked_until holds_time
    external_source external_id external_url sync_metadata scheduling_integration_id version`,
  clinician_availability: `availability_id clinician_id day_of_week start_time end_time slot_duration_minutes timezone
    location_type appointment_types buffer_minutes max_appointments_per_day valid_from valid_until`,
  clinician_date_overrides: `override_id clinician_id override_date is_available start_time end_time reason
    override_type`,
  appointment_time_slots: `slot_id message_id conversation_id offered_by offered_to slot_type time_options
    appointment_type location_type status selected_time_index note expires_at responded_at counter_of appointment_id`,
  calendar_sync_connections: `connection_id user_id provider account_email calendar_id calendar_name access_token
    refresh_token token_expires_at is_primary sync_enabled sync_direction sync_interval_minutes on_external_delete
    cursor last_sync_at last_sync_status sync_errors state`,
  calendar_sync_log: `log_id connection_id appointment_id sync_direction action status error_message
    external_event_id synced_at`,
  appointment_reminders: `reminder_id appointment_id recipient_id reminder_type scheduled_for delivery_method status
    sent_at attempts error_message`,
  video_call_sessions: `session_id appointment_id provider meeting_id meeting_url meeting_password host_id status
    started_at ended_at duration_seconds participants recording_enabled recording_url recording_password
    provider_metadata`,
  appointment_waitlist: `waitlist_id practice_id clinician_id patient_id appointment_type preferred_dates
    preferred_times location_type duration_minutes priority status expires_at`,
  appointment_statistics: `stat_id clinician_id date total_appointments completed_appointments cancelled_appointments
    no_show_appointments average_duration_minutes utilization_rate cancellation_rate no_show_rate video_call_count
    in_person_count phone_count`,
};

/** Columns beyond those: what the database needs to keep its own rules. */
export const additions: Record<string, string> = {
  appointments: 'status_reason booked_by start_version attendance_confirmed_at created_at updated_at',
  clinician_availability: 'created_at updated_at',
  clinician_date_overrides: 'created_at updated_at',
  appointment_time_slots: 'clinician_id response_note created_at updated_at',
  calendar_sync_connections: `account_id server_url can_write refresh_leased_until all_day_events tentative_events
    cursor_window_end window_end generation dirty_at last_attempt_at last_asked_at reconciled_at brake_released_until
    leased_by leased_until lease_seconds created_at updated_at`,
  calendar_sync_log: '',
  appointment_reminders: `minutes_before start_version run_after first_try_at lease leased_until provider provider_message_id
    delivery_status delivery_status_at created_at updated_at`,
  video_call_sessions: 'created_at updated_at',
  appointment_waitlist: 'created_at updated_at',
  appointment_statistics: 'created_at updated_at',
};

/** The tables that serve the ten, and people. */
export const supporting: string[] =
  `practices practice_members practice_invitations profiles clinicians care_relationships appointment_types
  practice_closures practice_reminder_rules conversations conversation_participants messages slot_holds
  calendar_event_links calendar_push_channels external_busy_times sync_jobs sync_conflicts oauth_states
  scheduling_integrations webhook_deliveries calendar_feeds notifications notification_preferences notification_outbox
  notification_deliveries notification_blocks push_subscriptions audit_events`.split(/\s+/);

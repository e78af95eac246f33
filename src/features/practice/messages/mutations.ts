import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { AppError, unwrap } from '../../../lib/errors.ts';
import { callFunction } from '../../../lib/functions.ts';
import { supabase } from '../../../lib/supabase.ts';
import { adminKeys } from '../queries.ts';
import { reminderRuleKey, sampleBody } from './queries.ts';
import { type RuleValues, reminderType } from './rules.ts';
import { type ReminderRule, type Sample, testedSchema } from './schema.ts';

const refetch = (client: QueryClient) => client.invalidateQueries({ queryKey: adminKeys.all });
const row = (values: RuleValues) => ({ ...values, reminder_type: reminderType(values.minutes_before) });

export const reminderRuleMutations = {
  /** With an id it puts back a rule that was just removed. */
  create: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['practice', 'create-reminder-rule'],
      mutationFn: async (rule: { practiceId: string; ruleId: string; values: RuleValues; active: boolean }) => {
        const { practiceId, ruleId, values, active } = rule;
        const added = { practice_id: practiceId, rule_id: ruleId, ...row(values), active };
        unwrap(await supabase().from('practice_reminder_rules').insert(added));
      },
      onSettled: () => refetch(client),
    }),
  update: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['practice', 'update-reminder-rule'],
      mutationFn: async ({ ruleId, values }: { ruleId: string; values: RuleValues }) => {
        const answer = await supabase()
          .from('practice_reminder_rules')
          .update(row(values))
          .eq('rule_id', ruleId)
          .select('rule_id');
        if (unwrap(answer).length === 0) throw new AppError('not_found');
      },
      onSettled: () => refetch(client),
    }),
  /** Shown at once; taken back where the database refuses. */
  setActive: (client: QueryClient, practiceId: string) =>
    mutationOptions({
      mutationKey: ['practice', 'switch-reminder-rule'],
      mutationFn: async ({ ruleId, active }: { ruleId: string; active: boolean }) => {
        const answer = await supabase()
          .from('practice_reminder_rules')
          .update({ active })
          .eq('rule_id', ruleId)
          .select('rule_id');
        if (unwrap(answer).length === 0) throw new AppError('not_found');
      },
      onMutate: async ({ ruleId, active }) => {
        const queryKey = reminderRuleKey(practiceId);
        await client.cancelQueries({ queryKey });
        client.setQueryData<ReminderRule[]>(queryKey, (rules) =>
          rules?.map((rule) => (rule.rule_id === ruleId ? { ...rule, active } : rule)),
        );
      },
      onSettled: () => refetch(client),
    }),
  remove: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['practice', 'remove-reminder-rule'],
      mutationFn: async (ruleId: string) => {
        unwrap(await supabase().from('practice_reminder_rules').delete().eq('rule_id', ruleId));
      },
      onSettled: () => refetch(client),
    }),
};

export const templateMutations = {
  /** Sends the sample to the signed-in admin's own address. */
  test: () =>
    mutationOptions({
      mutationKey: ['practice', 'test-message'],
      mutationFn: async (sample: Sample) =>
        z.parse(
          testedSchema,
          await callFunction('notifications/test', { method: 'POST', body: sampleBody(sample), patienceMs: 60_000 }),
        ),
    }),
};

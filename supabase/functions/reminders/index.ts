import { reminderQueue } from '../_shared/delivery/queues.ts';
import { setUpMessages } from '../_shared/delivery/setup.ts';
import { createReminders } from './app.ts';

const { env, rpc, deliver } = setUpMessages((name) => Deno.env.get(name));

export default {
  fetch: createReminders({
    env,
    queue: reminderQueue(rpc),
    deliver,
    now: () => Date.now(),
    report: (error) => console.error('reminders', error),
  }),
};

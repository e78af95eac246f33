import { notificationQueue } from '../_shared/delivery/queues.ts';
import { setUpMessages } from '../_shared/delivery/setup.ts';
import { createNotifications } from './app.ts';

const messages = setUpMessages((name) => Deno.env.get(name));

export default {
  fetch: createNotifications({
    ...messages,
    queue: notificationQueue(messages.rpc),
    now: () => Date.now(),
    report: (error) => console.error('notifications', error),
  }),
};

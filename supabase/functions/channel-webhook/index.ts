import { setUpMessages } from '../_shared/delivery/setup.ts';
import { createChannelWebhook } from './app.ts';

const { rpc, webhooks, links } = setUpMessages((name) => Deno.env.get(name));

export default { fetch: createChannelWebhook({ rpc, webhooks, linksFor: links, now: () => new Date() }) };

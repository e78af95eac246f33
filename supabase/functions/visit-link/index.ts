import { setUpMessages } from '../_shared/delivery/setup.ts';
import { createVisitLink } from './app.ts';

const { rpc, linkKeys, publicUrl } = setUpMessages((name) => Deno.env.get(name));

export default { fetch: createVisitLink({ rpc, keys: linkKeys, publicUrl, now: () => new Date() }) };

/** The channels in the runtime of the functions, with the permissions that the stack gives them. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { denoBinary } from '../../functions.ts';
import { createMessages } from '../../inbox/messages.ts';
import { startSmtp } from '../../smtp.ts';
import { createVapidKeys } from '../../state.ts';
import { createPushSandbox } from '../push/sandbox.ts';
import { createResendSandbox } from '../resend/sandbox.ts';
import { createTwilioSandbox } from '../twilio/sandbox.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** Runs a module from standard input; its standard output as JSON. */
async function deno(source: string): Promise<unknown> {
  const folders = ['supabase/functions', 'node_modules', 'package.json'].map((folder) => path.join(root, folder));
  const flags = [
    'run',
    '--quiet',
    '--no-prompt',
    '--cached-only',
    '--no-lock',
    '--node-modules-dir=manual',
    '--unstable-no-legacy-abort',
    `--config=${path.join(root, 'supabase/functions/deno.json')}`,
    '--allow-net=127.0.0.1',
    '--allow-env',
    `--allow-read=${folders.join(',')}`,
    '-',
  ];
  const cache = path.join(root, 'node_modules/.cache/careslot-deno');
  const child = spawn(denoBinary(), flags, {
    cwd: root,
    env: { PATH: process.env.PATH, DENO_DIR: cache, NO_COLOR: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(source);
  const [out, problems] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(problems).toBe('');
  return JSON.parse(out);
}

test('every channel sends from Deno as it does from Node', async () => {
  const now = () => new Date();
  const messages = createMessages();
  const vapid = createVapidKeys();
  const smtp = await startSmtp({ messages, login: { user: 'practice', password: 'p@ss word' } });
  const resend = createResendSandbox({ now, messages });
  const twilio = createTwilioSandbox({ now, messages });
  const push = createPushSandbox({ now, messages, vapid, deviceSecret: 'x' });
  onTestFinished(async () => {
    await Promise.all([resend.settled(), twilio.settled()]);
    await Promise.all([smtp, resend, twilio, push].map((one) => one.close()));
  });
  await Promise.all([resend, twilio, push].map((one) => one.listen()));
  const settings = {
    PUBLIC_URL: 'https://care.example',
    LINK_SIGNING_KEYS: JSON.stringify({ test: `${'A'.repeat(43)}=` }),
    EMAIL_FROM: 'Harbour Street <practice@careslot.test>',
    ...resend.environment(),
    ...twilio.environment(),
    ...push.environment(),
  };
  // Whoever is called there says no at once, which is enough of an answer.
  const functionsUrl = resend.address();
  const given = { settings, smtpUrl: smtp.url, functionsUrl, subscription: await push.subscribe('phone') };

  const told = await deno(`
    import { setUpChannels } from './supabase/functions/_shared/channels/setup.ts';
    const { settings, smtpUrl, functionsUrl, subscription } = ${JSON.stringify(given)};
    const now = () => new Date();
    const channelsOf = (all) => setUpChannels((name) => all[name], { functionsUrl, fetch, now }).channels;
    const { email: byResend, sms, push } = channelsOf(settings);
    const { email: bySmtp } = channelsOf({ ...settings, SMTP_URL: smtpUrl });
    const calendar = { method: 'REQUEST', content: 'BEGIN:VCALENDAR\\r\\nMETHOD:REQUEST\\r\\nEND:VCALENDAR\\r\\n' };
    const mail = { key: 'delivery:1', to: 'priya@care.example', subject: 'Cita ñ', text: 'ñ', html: '<p>ñ</p>', calendar };
    const text = { key: 'delivery:2', to: '+44 7700 900102', text: 'Tuesday', validForSeconds: 60 };
    const notice = { key: 'delivery:3', title: 'Practice', body: 'ñ', url: 'https://care.example', tag: 't', ttlSeconds: 60, urgent: true };
    const keys = { subscription_id: crypto.randomUUID(), endpoint: subscription.endpoint, ...subscription.keys };
    const results = [await bySmtp.send(mail), await byResend.send(mail), await sms.send(text), await sms.findSent(text),
      await push.send({ ...notice, subscription: keys }), await bySmtp.send({ ...mail, to: 'nobody@refused.test' })];
    const { email: wrong } = channelsOf({ ...settings, SMTP_URL: smtpUrl.replace('practice', 'stranger') });
    const { email: nowhere } = channelsOf({ ...settings, SMTP_URL: 'smtp://127.0.0.1:1' });
    const nameOf = (error) => error.name;
    const failures = [await wrong.send(mail).catch(nameOf), await nowhere.send(mail).catch(nameOf)];
    console.log(JSON.stringify([...results.map(({ outcome, reason }) => reason ?? outcome), ...failures]));
  `);
  const sent = Array.from({ length: 5 }, () => 'sent');
  expect(told).toEqual([...sent, 'bad_address', 'AuthorizationExpired', 'Unreachable']);
  const seen = messages
    .list()
    .map(({ via, text, attachments }) => [via, text.trim(), attachments.map((one) => one.method)]);
  expect(seen).toEqual([
    ['Web Push', 'ñ', []],
    ['Twilio', 'Tuesday', []],
    ['Resend', 'ñ', ['REQUEST']],
    ['SMTP', 'ñ', ['REQUEST', null]],
  ]);
}, 60_000);

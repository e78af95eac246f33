import { cleanNotifications, Notifications } from '@mantine/notifications';
import { configure, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type ApiRequest, apiError, type createFakeApi } from '../../../../testing/fake-api.ts';
import { admin, createPracticeApi, practiceId } from '../../../../testing/practice.ts';
import { renderApp } from '../../../../testing/render.tsx';
import { PracticePage } from '../practice-page.tsx';

// Whole pages with dialogs: on a busy machine one second is short.
configure({ asyncUtilTimeout: 5000 });
beforeEach(() => cleanNotifications());
afterEach(() => vi.unstubAllGlobals());

const ruleId = '00000000-0000-4000-8000-0000000000e1';
const own = { rule_id: ruleId, minutes_before: 120, delivery_method: 'email', audience: 'patient', active: true };
const figures = (delivery_method: string, change: object = {}) => ({
  delivery_method,
  day_sent: 2,
  day_failed: 0,
  day_undelivered: 0,
  waiting: 0,
  oldest_due: null,
  last_failure: null,
  last_failure_at: null,
  ...change,
});
const table = '/rest/v1/practice_reminder_rules';
const functions = '/functions/v1/notifications';
const mail = { subject: 'Your visit', text: 'In plain words', html: '<p>Designed</p>' };

async function open(handlers: Parameters<typeof createFakeApi>[0] = {}, search = '') {
  window.history.replaceState(null, '', `/practice/messages${search}`);
  const api = createPracticeApi({
    [table]: ({ method }) => ({ body: method === 'DELETE' || method === 'POST' ? null : [own] }),
    '/rest/v1/rpc/practice_message_health': () => ({
      body: [figures('email'), figures('sms'), figures('push'), figures('in_app')],
    }),
    [`${functions}/config`]: () => ({
      body: { channels: { email: true, sms: false, push: true }, vapid_public_key: null },
    }),
    [`${functions}/preview`]: ({ body }) => ({
      body: { email: mail, sms: { text: 'Ç'.repeat(161) }, push: { title: 'Soon', body: 'At ten' } }[
        String(body.channel)
      ],
    }),
    ...handlers,
  });
  // The functions are asked with the browser's own fetch.
  vi.stubGlobal('fetch', api.fetch);
  const view = await renderApp(
    <>
      <main>
        <PracticePage viewer={admin} />
      </main>
      <Notifications />
    </>,
    api,
  );
  await screen.findByRole('heading', { level: 1, name: 'Messages' });
  const written = (method: string) => api.sent(table).filter((request) => request.method === method);
  return { ...view, api, written };
}
const list = () => screen.findByRole('list', { name: 'Reminders' });

test('[R5] the two that are always sent stand first and cannot be switched; own ones are said in words', async () => {
  await open();
  const items = within(await list()).getAllByRole('listitem');
  expect(items.map((item) => item.textContent)).toEqual([
    '1 day before, by e-mail, to bothAlways sent',
    '1 hour before, by push, to bothAlways sent',
    '2 hours before, by e-mail, to the patient',
  ]);
  expect(screen.getAllByRole('switch')).toHaveLength(1);
});

test('a rule is switched off, and where the database refuses, it is on again', async () => {
  const { user, written } = await open({
    [table]: ({ method }) => (method === 'PATCH' ? apiError(403, 'forbidden') : { body: [own] }),
  });
  await user.click(await screen.findByRole('switch', { name: 'Send: 2 hours before, by e-mail, to the patient' }));
  expect(await screen.findByRole('alert')).toBeVisible();
  expect(written('PATCH').map(({ body }) => body)).toEqual([{ active: false }]);
  await waitFor(() => expect(screen.getByRole('switch')).toBeChecked());
});

test('a preset is added at one press and undone', async () => {
  const { user, written } = await open();
  await user.click(await screen.findByRole('button', { name: '15 minutes before, by text message, to the patient' }));
  await user.click(await screen.findByRole('button', { name: 'Undo' }));
  expect(written('POST')[0]?.body).toMatchObject({
    practice_id: practiceId,
    minutes_before: 15,
    reminder_type: '15_minutes',
    delivery_method: 'sms',
    audience: 'patient',
    active: true,
  });
  await waitFor(() => expect(written('DELETE')).toHaveLength(1));
});

test('a rule that exists is refused in the form; one that somebody adds meanwhile is explained, too', async () => {
  const { user, written } = await open(
    { [table]: ({ method }: ApiRequest) => (method === 'POST' ? apiError(409, '23505') : { body: [own] }) },
    '?open=new',
  );
  const dialog = await screen.findByRole('dialog', { name: 'Add a reminder' });
  const field = within(dialog).getByRole('textbox', { name: 'How long before the visit' });
  await user.click(within(dialog).getByRole('button', { name: 'Save' }));
  expect(field).toBeInvalid();
  expect(field).toHaveFocus();
  expect(within(dialog).getByText(/There is already a reminder at that time/)).toBeVisible();
  expect(written('POST')).toEqual([]);
  await user.clear(field);
  await user.type(field, '3');
  await user.click(within(dialog).getByRole('button', { name: 'Save' }));
  expect(await within(dialog).findByRole('alert')).toHaveTextContent('There is already a reminder at that time');
  expect(written('POST')[0]?.body).toMatchObject({ minutes_before: 180, reminder_type: 'custom' });
});

test('a channel that is not set up is said where it is chosen', async () => {
  const { user } = await open({}, '?open=new');
  const dialog = await screen.findByRole('dialog');
  await user.selectOptions(within(dialog).getByRole('combobox', { name: 'How' }), 'Text message');
  expect(await within(dialog).findByText(/not set up yet/)).toBeVisible();
});

test('[NT15] each channel says how it goes and the one thing to do', async () => {
  await open({
    '/rest/v1/rpc/practice_message_health': () => ({
      body: [
        figures('email', { day_failed: 1, waiting: 2, last_failure: 'credentials_refused' }),
        figures('sms'),
        figures('push'),
        figures('in_app'),
      ],
    }),
  });
  const channels = await screen.findByRole('list', { name: 'Whether messages arrive' });
  await within(channels).findByText('Sending fails');
  const [email, sms, push] = within(channels).getAllByRole('listitem');
  expect(email).toHaveTextContent(/no longer accepts our key.*connect-messages/);
  expect(sms).toHaveTextContent('Not set up');
  expect(push).toHaveTextContent('Works');
  expect(screen.getByText('2 messages are due and wait to be sent.')).toBeVisible();
});

test('a mail is shown in a frame that can do nothing, and as plain text', async () => {
  const { user } = await open();
  const frame = await screen.findByTitle('E-mail: Your visit');
  expect(frame).toHaveAttribute('sandbox', '');
  expect(frame).toHaveAttribute('srcdoc', '<p>Designed</p>');
  await user.click(screen.getByRole('button', { name: 'Plain text' }));
  expect(screen.getByRole('region', { name: 'Plain text' })).toHaveTextContent('In plain words');
});

test('a text message says how many it is sent as; a kind without one falls back to e-mail', async () => {
  const { user, api } = await open();
  await user.selectOptions(await screen.findByRole('combobox', { name: 'Channel' }), 'Text message');
  expect(await screen.findByText(/161 characters · sent as 2 text messages/)).toBeVisible();
  await user.selectOptions(screen.getByRole('combobox', { name: 'Message' }), 'Time asked for');
  await waitFor(() =>
    expect(api.sent(`${functions}/preview`).at(-1)?.body).toEqual({
      practice_id: practiceId,
      kind: 'request_received',
      side: 'clinician',
      channel: 'email',
      locale: 'en',
    }),
  );
});

test.each([
  [{ outcome: 'sent' }, 'Sent to your e-mail address.'],
  [{ outcome: 'skipped', reason: 'no_address' }, 'Not sent: your account has no e-mail address.'],
  [{ outcome: 'skipped', reason: 'channel_off' }, /this channel is not set up/],
  [{ outcome: 'failed', reason: 'provider_refused_503' }, /The test was not sent\. The service had a fault/],
])('a test to oneself: %o', async (body, words) => {
  const { user } = await open({ [`${functions}/test`]: () => ({ body }) });
  await user.click(await screen.findByRole('button', { name: 'Send me a test' }));
  expect(await screen.findByText(words)).toBeVisible();
});

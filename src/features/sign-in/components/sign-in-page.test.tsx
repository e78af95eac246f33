import { screen, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { createFakeApi } from '../../../testing/fake-api.ts';
import { renderApp } from '../../../testing/render.tsx';
import { SignInPage } from './sign-in-page.tsx';

const accounts = [
  { role: 'clinician', email: 'amara@example.org', password: 'secret-1', full_name: 'Amara Okafor' },
  { role: 'patient', email: 'oliver@example.org', password: 'secret-2', full_name: 'Oliver Hughes' },
  { role: 'janitor', email: 'x@example.org', password: 'x', full_name: 'Nobody' },
];

function serveDemoAccounts(list: unknown) {
  vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(JSON.stringify(list)));
}
const refuse = () => ({
  status: 400,
  body: { code: 400, error_code: 'invalid_credentials', msg: 'Invalid login credentials' },
});

test('a wrong password is said in words, and the password is ready to be typed again', async () => {
  serveDemoAccounts([]);
  const api = createFakeApi({ '/auth/v1/token': refuse });
  const { user } = await renderApp(<SignInPage />, api);
  await user.type(screen.getByRole('textbox', { name: 'E-mail' }), 'amara@example.org');
  await user.type(screen.getByLabelText('Password'), 'wrong');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('The e-mail address or the password is not right.');
  expect(screen.getByLabelText('Password')).toHaveFocus();
  expect(api.sent('/auth/v1/token')[0]?.body).toMatchObject({ email: 'amara@example.org', password: 'wrong' });
});

test('an empty form asks nothing of the server and goes to the first field that is wrong', async () => {
  serveDemoAccounts([]);
  const api = createFakeApi({});
  const { user } = await renderApp(<SignInPage />, api);
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  const email = screen.getByRole('textbox', { name: 'E-mail' });
  expect(email).toHaveFocus();
  expect(email).toBeInvalid();
  expect(email).toHaveAccessibleDescription(/Please enter your e-mail address/);
  expect(api.requests).toEqual([]);
});

test('a code by e-mail: the field for it takes the focus, six digits with a space are one code', async () => {
  serveDemoAccounts([]);
  const api = createFakeApi({
    '/auth/v1/otp': () => ({ body: {} }),
    '/auth/v1/verify': () => ({
      status: 403,
      body: { error_code: 'otp_expired', msg: 'Token has expired or is invalid' },
    }),
  });
  const { user } = await renderApp(<SignInPage />, api);
  await user.click(screen.getByRole('button', { name: 'Sign in with a code by e-mail instead' }));
  await user.type(screen.getByRole('textbox', { name: 'E-mail' }), 'oliver@example.org');
  await user.click(screen.getByRole('button', { name: 'Send me a code' }));
  const code = await screen.findByRole('textbox', { name: 'Code from the e-mail' });
  await waitFor(() => expect(code).toHaveFocus());
  await user.type(code, '12');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  expect(code).toHaveAccessibleDescription('The code has six digits.');
  await user.clear(code);
  await user.type(code, '123 456');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('That code is not right or no longer valid.');
  expect(api.sent('/auth/v1/verify')[0]?.body).toMatchObject({ token: '123456', type: 'email' });
});

test('the embedded home offers its demo people by role; unknown roles are left out', async () => {
  serveDemoAccounts(accounts);
  const api = createFakeApi({ '/auth/v1/token': refuse });
  const { user } = await renderApp(<SignInPage />, api);
  await user.click(await screen.findByRole('button', { name: 'Amara Okafor' }));
  expect(api.sent('/auth/v1/token')[0]?.body).toMatchObject({ email: 'amara@example.org', password: 'secret-1' });
  expect(screen.getByText('Clinician')).toBeInTheDocument();
  expect(screen.queryByText('Nobody')).not.toBeInTheDocument();
});

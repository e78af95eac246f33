import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeEach, expect, test } from 'vitest';
import { Link, Route, Router } from 'wouter';
import { guardNavigation, useLeaveGuard } from './leave-guard.ts';

function Editor() {
  const [dirty, setDirty] = useState(false);
  const question = useLeaveGuard(dirty, (to) => to.pathname !== '/edit');
  return (
    <>
      <button type="button" onClick={() => setDirty((now) => !now)}>
        Type
      </button>
      <Link href="/other">Other</Link>
      <Link href="/edit?part=2">Part two</Link>
      {question.asking ? (
        <div role="dialog" aria-label="Leave?">
          <button type="button" onClick={question.stay}>
            Stay
          </button>
          <button type="button" onClick={question.leave}>
            Leave
          </button>
        </div>
      ) : null}
    </>
  );
}
const open = () => {
  render(
    <Router aroundNav={guardNavigation}>
      <Route path="/edit">
        <Editor />
      </Route>
      <Route path="/other">Another page</Route>
    </Router>,
  );
  return userEvent.setup();
};
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));
/** What the browser does for back and forward: the address first, then the event. */
const travel = (path: string) =>
  act(() => {
    const before = History.prototype.replaceState;
    before.call(window.history, null, '', path);
    window.dispatchEvent(new PopStateEvent('popstate'));
  });

beforeEach(() => window.history.replaceState(null, '', '/edit'));

test('nothing typed: nobody is asked', async () => {
  const user = open();
  await user.click(screen.getByRole('link', { name: 'Other' }));
  expect(screen.getByText('Another page')).toBeInTheDocument();
});

test('a link asks; staying stays, leaving leaves', async () => {
  const user = open();
  await press('Type');
  await user.click(screen.getByRole('link', { name: 'Other' }));
  expect(screen.getByRole('dialog', { name: 'Leave?' })).toBeInTheDocument();
  expect(window.location.pathname).toBe('/edit');
  await press('Stay');
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  await user.click(screen.getByRole('link', { name: 'Other' }));
  await press('Leave');
  expect(screen.getByText('Another page')).toBeInTheDocument();
});

test('an address that keeps the work is not asked about, and saving ends the asking', async () => {
  const user = open();
  await press('Type');
  await user.click(screen.getByRole('link', { name: 'Part two' }));
  expect(window.location.search).toBe('?part=2');
  await press('Type');
  await user.click(screen.getByRole('link', { name: 'Other' }));
  expect(screen.getByText('Another page')).toBeInTheDocument();
});

test('back and forward: the address is put back before the page looks, and somebody is asked', async () => {
  open();
  await press('Type');
  travel('/other');
  expect(window.location.pathname).toBe('/edit');
  expect(screen.getByRole('dialog', { name: 'Leave?' })).toBeInTheDocument();
  expect(screen.queryByText('Another page')).not.toBeInTheDocument();
});

test('closing the tab is asked about only while something is typed', async () => {
  open();
  const asks = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
  expect(asks()).toBe(false);
  await press('Type');
  expect(asks()).toBe(true);
});

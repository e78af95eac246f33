import { screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import type { TimeRange } from '../../../lib/errors.ts';
import { createFakeApi } from '../../../testing/fake-api.ts';
import { renderApp } from '../../../testing/render.tsx';
import { visit } from '../../../testing/visits.ts';
import type { PendingMove } from '../events.ts';
import { useKeyboardMove } from './use-keyboard-move.ts';

/** Two columns, as the calendar has: a visit that changes its day becomes a new element. */
function Week({ status, onMove }: { status?: 'completed'; onMove: (times: TimeRange) => void }) {
  const it = visit(status ? { status } : {});
  const [pending, setPending] = useState<PendingMove>();
  const where = { zone: 'Europe/London', starts: [], pending, setPending };
  const handlers = useKeyboardMove([it], where, (_visit, times) => onMove(times));
  const start = pending?.start ?? it.scheduled_start;
  const button = (
    <button type="button" data-visit-id={it.appointment_id}>
      Oliver Hughes {start}
    </button>
  );
  return (
    <section aria-label="week" {...handlers}>
      <div>{start.startsWith('2026-11-24') ? button : null}</div>
      <div>{start.startsWith('2026-11-25') ? button : null}</div>
    </section>
  );
}

async function week(status?: 'completed') {
  const moves: TimeRange[] = [];
  const shown = <Week {...(status ? { status } : {})} onMove={(times) => moves.push(times)} />;
  const { user } = await renderApp(shown, createFakeApi({}));
  await user.tab();
  return { user, moves, visitButton: () => screen.getByRole('button', { name: /Oliver Hughes/ }) };
}

test('arrows show, Enter keeps, and only then is one move sent', async () => {
  const { user, moves, visitButton } = await week();
  await user.keyboard('{Alt>}{ArrowDown}{ArrowDown}{/Alt}');
  expect(visitButton()).toHaveTextContent('2026-11-24T10:30:00.000Z');
  expect(moves).toEqual([]);
  await user.keyboard('{Enter}');
  expect(moves).toEqual([{ start: '2026-11-24T10:30:00.000Z', end: '2026-11-24T11:00:00Z' }]);
});

test('the focus follows to another day, and the new place is spoken', async () => {
  const { user, visitButton } = await week();
  await user.keyboard('{Alt>}{ArrowRight}{/Alt}');
  expect(visitButton()).toHaveFocus();
  expect(visitButton()).toHaveTextContent('2026-11-25T10:00:00Z');
  await expect.poll(() => document.querySelector('body > [role="status"]')?.textContent).toContain('Wednesday');
});

test('Escape puts it back', async () => {
  const { user, moves, visitButton } = await week();
  await user.keyboard('{Alt>}{ArrowRight}{/Alt}{Escape}{Enter}');
  expect(visitButton()).toHaveTextContent('2026-11-24T10:00:00Z');
  expect(moves).toEqual([]);
});

test('[R4] a completed visit stays where it is', async () => {
  const { user, moves, visitButton } = await week('completed');
  await user.keyboard('{Alt>}{ArrowDown}{/Alt}{Enter}');
  expect(visitButton()).toHaveTextContent('2026-11-24T10:00:00Z');
  expect(moves).toEqual([]);
});

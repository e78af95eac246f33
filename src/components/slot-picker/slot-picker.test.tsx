import { screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import type { TimeRange } from '../../lib/errors.ts';
import { type ApiRequest, apiError, createFakeApi } from '../../testing/fake-api.ts';
import { renderApp } from '../../testing/render.tsx';
import { SlotPicker } from './slot-picker.tsx';

const date = '2126-01-16';
const wish = { clinicianId: 'c1', durationMinutes: 30, appointmentType: 'follow_up', locationType: 'phone' } as const;
const row = (hour: string, day = date) => ({ slot_start: `${day}T${hour}:00:00Z`, slot_end: `${day}T${hour}:30:00Z` });

function Picker() {
  const [day, setDay] = useState(date);
  return <SlotPicker wish={wish} zone="UTC" date={day} onDate={setDay} value={undefined} onPick={() => undefined} />;
}
async function openPicker(free: (request: ApiRequest) => { status?: number; body: unknown }) {
  const api = createFakeApi({ '/rest/v1/rpc/available_slots': free });
  return { api, ...(await renderApp(<Picker />, api)) };
}
const inWeek = ({ body }: ApiRequest) => ({
  body: [row('09'), row('10'), row('09', '2126-01-17')].filter(
    (slot) => slot.slot_start >= String(body.range_start) && slot.slot_start < String(body.range_end),
  ),
});

test('the days are one stop for the keyboard; arrow keys go between them, Enter to the times', async () => {
  const { user } = await openPicker(inWeek);
  const day = await screen.findByRole('button', { name: /January 16, 2 free times$/ });
  expect(day).toHaveAttribute('tabindex', '0');
  expect(screen.getByRole('button', { name: /January 17, 1 free time$/ })).toHaveAttribute('tabindex', '-1');
  day.focus();
  await user.keyboard('{ArrowRight}');
  expect(screen.getByRole('button', { name: /January 17/ })).toHaveFocus();
  await user.keyboard('{Enter}');
  await waitFor(() => expect(screen.getByRole('radio')).toHaveFocus());
  expect(screen.getByRole('group', { name: /Free times on Thursday, January 17/ })).toBeInTheDocument();
});

test('another week is told without taking the focus away', async () => {
  const { user } = await openPicker(inWeek);
  await screen.findByRole('button', { name: /January 16, 2 free times$/ });
  const next = screen.getByRole('button', { name: 'Next week' });
  await user.click(next);
  await waitFor(() =>
    expect(document.querySelector('body > [role="status"]')).toHaveTextContent(/January 23, no free times/),
  );
  expect(next).toHaveFocus();
});

test('a week that could not be loaded can be asked for again', async () => {
  let broken = true;
  const { user } = await openPicker((request) => (broken ? apiError(403, 'forbidden') : inWeek(request)));
  const retry = await screen.findByRole('button', { name: 'Try again' });
  broken = false;
  await user.click(retry);
  expect(await screen.findAllByRole('radio')).toHaveLength(2);
});

function SeveralPicker() {
  const [day, setDay] = useState(date);
  const [values, setValues] = useState<TimeRange[]>([]);
  const several = {
    values,
    onToggle: (slot: TimeRange) =>
      setValues((now) => (now.some(({ start }) => start === slot.start) ? [] : [...now, slot])),
    mayAdd: () => values.length < 1,
  };
  return <SlotPicker wish={wish} zone="UTC" date={day} onDate={setDay} several={several} />;
}

test('several times are checkboxes with one tab stop; what cannot be added is closed', async () => {
  const api = createFakeApi({ '/rest/v1/rpc/available_slots': inWeek });
  const { user } = await renderApp(<SeveralPicker />, api);
  await user.click(await screen.findByRole('button', { name: /January 16, 2 free times$/ }));
  const [first, second] = screen.getAllByRole('checkbox');
  await waitFor(() => expect(first).toHaveFocus());
  expect(second).toHaveAttribute('tabindex', '-1');
  await user.keyboard('{ArrowRight} ');
  expect(second).toBeChecked();
  expect(first).toBeDisabled();
  await user.keyboard(' ');
  expect(first).toBeEnabled();
  await user.keyboard('{ArrowLeft}');
  expect(first).toHaveFocus();
  expect(second).toHaveAttribute('tabindex', '-1');
});

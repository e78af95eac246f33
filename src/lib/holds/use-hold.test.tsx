import { screen, waitFor } from '@testing-library/react';
import { StrictMode, useState } from 'react';
import { expect, test } from 'vitest';
import { type ApiRequest, createFakeApi } from '../../testing/fake-api.ts';
import { renderApp } from '../../testing/render.tsx';
import { useHold } from './use-hold.ts';

const take = '/rest/v1/rpc/hold_slot';
const release = '/rest/v1/rpc/release_hold';

function Chooser() {
  const [hour, setHour] = useState<number>();
  const at = (minute: string) => `2126-01-15T${String(hour).padStart(2, '0')}:${minute}:00Z`;
  // A new object at each drawing, as forms make them.
  const hold = useHold(
    hour === undefined
      ? undefined
      : { clinicianId: 'c1', start: at('00'), end: at('30'), appointmentType: 'follow_up' },
  );
  return (
    <>
      <output>{hold.state}</output>
      {[9, 10].map((one) => (
        <button key={one} type="button" onClick={() => setHour(one)}>
          {one}
        </button>
      ))}
      <button type="button" onClick={() => setHour(undefined)}>
        none
      </button>
    </>
  );
}

async function openChooser() {
  const api = createFakeApi({
    [take]: ({ body }: ApiRequest) => ({
      body: {
        hold_id: `hold of ${body.slot_start}`,
        created_at: new Date().toISOString(),
        expires_at: new Date(Date.now() + 300_000).toISOString(),
      },
    }),
    [release]: () => ({ body: null }),
  });
  const view = await renderApp(
    <StrictMode>
      <Chooser />
    </StrictMode>,
    api,
  );
  const choose = (name: string) => view.user.click(screen.getByRole('button', { name }));
  const shown = (state: string) => waitFor(() => expect(screen.getByRole('status')).toHaveTextContent(state));
  return { ...view, api, choose, shown };
}

test('a chosen time is kept with what the database needs to know, and given back for another', async () => {
  const { api, choose, shown } = await openChooser();
  await choose('9');
  await shown('kept');
  expect(api.sent(take).map(({ body }) => body)).toEqual([
    {
      clinician_id: 'c1',
      slot_start: '2126-01-15T09:00:00Z',
      slot_end: '2126-01-15T09:30:00Z',
      appointment_type: 'follow_up',
    },
  ]);
  await choose('10');
  expect(screen.getByRole('status')).toHaveTextContent('waiting');
  await shown('kept');
  expect(api.sent(release).map(({ body }) => body)).toEqual([{ hold_id: 'hold of 2126-01-15T09:00:00Z' }]);
});

test('without a wish it is given back', async () => {
  const { api, choose, shown } = await openChooser();
  await choose('9');
  await shown('kept');
  await choose('none');
  await shown('none');
  await waitFor(() => expect(api.sent(release)).toHaveLength(1));
});

test('when the form goes, so does the hold', async () => {
  const { api, choose, shown, unmount } = await openChooser();
  await choose('9');
  await shown('kept');
  unmount();
  await waitFor(() => expect(api.sent(release)).toHaveLength(1));
});

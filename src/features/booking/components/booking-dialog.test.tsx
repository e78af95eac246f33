import { screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { createFakeApi } from '../../../testing/fake-api.ts';
import { renderApp } from '../../../testing/render.tsx';
import { date, keptFor, okafor, oliver, paths, slotRow, type, zone } from '../testing.tsx';
import { BookingDialog } from './booking-dialog.tsx';

async function openDialog() {
  const onClose = vi.fn();
  const api = createFakeApi({
    '/rest/v1/appointment_types': () => ({ body: [type('follow_up')] }),
    '/rest/v1/profiles': () => ({ body: [oliver] }),
    [paths.free]: () => ({ body: [slotRow('09:00')] }),
    [paths.hold]: () => keptFor(),
    [paths.release]: () => ({ body: null }),
  });
  const { user } = await renderApp(
    <BookingDialog
      clinicians={[okafor]}
      practiceId="p1"
      mayChooseClinician={false}
      initial={{ clinicianId: 'c1', date }}
      zoneOf={() => zone}
      onClose={onClose}
      onBooked={() => undefined}
    />,
    api,
  );
  await screen.findByRole('radio', { name: /9:00/ }, { timeout: 5000 });
  return { user, onClose };
}
const cancel = () => screen.getByRole('button', { name: 'Cancel' });

test('an untouched form closes at once', async () => {
  const { user, onClose } = await openDialog();
  await user.click(cancel());
  expect(onClose).toHaveBeenCalledOnce();
});

test('what was typed is not thrown away by one key: Escape asks, and asks again after going on', async () => {
  const { user, onClose } = await openDialog();
  await user.type(screen.getByRole('textbox', { name: /Reason for the visit/ }), 'Knee');
  await user.keyboard('{Escape}');
  await user.click(await screen.findByRole('button', { name: 'Keep editing' }));
  expect(screen.getByRole('textbox', { name: /Reason for the visit/ })).toHaveValue('Knee');
  await user.click(cancel());
  expect(onClose).not.toHaveBeenCalled();
  await user.click(await screen.findByRole('button', { name: 'Discard' }));
  expect(onClose).toHaveBeenCalledOnce();
});

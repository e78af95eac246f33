import { fireEvent, screen, waitFor } from '@testing-library/react';
import { useRef } from 'react';
import { expect, test } from 'vitest';
import { createFakeApi } from '../../../testing/fake-api.ts';
import { renderApp } from '../../../testing/render.tsx';
import { visit, visitDetail } from '../../../testing/visits.ts';
import { HoverPreview } from './hover-preview.tsx';
import { useVisitLabels } from './visit-labels.ts';

function Week() {
  const area = useRef<HTMLElement>(null);
  const labels = useVisitLabels('UTC');
  const it = visit();
  return (
    <section ref={area} aria-label="week">
      <button type="button" data-visit-id={it.appointment_id}>
        Oliver Hughes
      </button>
      <button type="button">elsewhere</button>
      <HoverPreview container={area} visitOf={(id) => (id === it.appointment_id ? it : undefined)} labels={labels} />
    </section>
  );
}

const patient = { full_name: 'Oliver Hughes', email: null, phone: '+44 20 7946 0001' };

async function week() {
  const api = createFakeApi({
    '/rest/v1/appointment_types': () => ({ body: [] }),
    '/rest/v1/appointments': () => ({ body: visitDetail({ patient, patient_notes: 'Brings the letter' }) }),
  });
  const app = await renderApp(<Week />, api);
  return { ...app, api, block: screen.getByRole('button', { name: 'Oliver Hughes' }) };
}
const over = (element: Element, pointerType = 'mouse') =>
  fireEvent(element, new PointerEvent('pointerover', { bubbles: true, pointerType, buttons: 0 }));

test('under the mouse: who, when, what, where, status, number and that there are notes', async () => {
  const { block } = await week();
  over(block);
  const card = await screen.findByRole('tooltip');
  expect(block).toHaveAccessibleDescription(/Oliver Hughes/);
  expect(card).toHaveTextContent(/10:00.*10:30.*Follow-up, In person.*Confirmed/);
  expect(await screen.findByRole('link', { name: patient.phone })).toHaveAttribute('href', `tel:${patient.phone}`);
  expect(card).toHaveTextContent('Has notes');
});

test('it stays while the pointer is on it, and Escape takes it away', async () => {
  const { block, user } = await week();
  over(block);
  const card = await screen.findByRole('tooltip');
  over(card);
  over(screen.getByRole('button', { name: 'elsewhere' }));
  over(card);
  await screen.findByText(patient.phone);
  expect(card).toBeVisible();
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('tooltip')).toBeNull());
  expect(block).not.toHaveAttribute('aria-describedby');
});

test('it goes a moment after the pointer has gone elsewhere', async () => {
  const { block } = await week();
  over(block);
  await screen.findByRole('tooltip');
  over(screen.getByRole('button', { name: 'elsewhere' }));
  await waitFor(() => expect(screen.queryByRole('tooltip')).toBeNull());
});

test('a finger and a mere passing by fetch nothing', async () => {
  const { block, api } = await week();
  over(block, 'touch');
  over(block);
  over(screen.getByRole('button', { name: 'elsewhere' }));
  // Another visit to the block shows the card once: the first two have left nothing behind.
  over(block);
  await screen.findByRole('tooltip');
  expect(api.sent('/rest/v1/appointments')).toHaveLength(1);
});

/** The form for offering times, open and loaded, for its tests. */
import { screen, within } from '@testing-library/react';
import { vi } from 'vitest';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import { renderApp } from '../../../testing/render.tsx';
import { OfferTimesSheet } from './offer-times-sheet.tsx';
import { conversation, createOffersApi, desk, offer, paths } from './testing.tsx';

const sent = { [paths.offer]: () => ({ body: offer() }) };
type Options = { handlers?: Parameters<typeof createOffersApi>[0]; viewer?: Viewer; thread?: object };
export async function openSheet({ handlers = {}, viewer = desk, thread = {} }: Options = {}) {
  const api = createOffersApi({ ...sent, ...handlers });
  const closed = vi.fn();
  const rendered = await renderApp(
    <OfferTimesSheet
      conversation={conversation({ viewer_side: 'practice', ...thread })}
      viewer={viewer}
      onClose={closed}
    />,
    api,
  );
  const sheet = await screen.findByRole('dialog', { name: 'Offer times to Oliver' });
  await within(sheet).findAllByRole('checkbox');
  const pick = async (day: RegExp, time: RegExp) => {
    await rendered.user.click(within(sheet).getByRole('button', { name: day }));
    await rendered.user.click(await within(sheet).findByRole('checkbox', { name: time }));
  };
  const send = () => rendered.user.click(within(sheet).getByRole('button', { name: /^Offer/ }));
  return { ...rendered, api, closed, sheet, pick, send };
}
export const chips = (sheet: HTMLElement) =>
  within(sheet)
    .queryAllByRole('button', { name: /^Remove/ })
    .map((button) => button.closest('li')?.textContent);

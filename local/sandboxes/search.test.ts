import { expect, test } from 'vitest';
import { found } from './search.ts';

const word = 'Zwiebel Fisch';
const sent = { method: 'PUT', path: '/', headers: {}, body: '' };

test.each([
  ['as it is', { body: 'for Zwiebel Fisch' }],
  ['in other letters', { body: 'ZWIEBEL FISCH' }],
  ['in an address', { path: '/events?q=Zwiebel%20Fisch' }],
  ['in a form', { body: 'q=Zwiebel+Fisch' }],
  ['in a header', { headers: { 'x-note': 'Zwiebel Fisch' } }],
  ['folded as calendars are', { body: 'SUMMARY:Zwie\r\n bel Fisch' }],
  ['in base64', { body: Buffer.from('to Zwiebel Fisch').toString('base64') }],
  ['in base64 within a word', { path: `/AAk${Buffer.from('to Zwiebel Fisch').toString('base64url')}` }],
  ['in base64 in an address', { path: `/${encodeURIComponent(Buffer.from('Zwiebel Fisch').toString('base64'))}` }],
])('a word is found %s', (_, more) => {
  expect(found([word, 'Grashalm'], [sent, { ...sent, ...more }])).toHaveLength(1);
});

test('a word that is not there is not found', () => {
  expect(found([word], [{ ...sent, body: 'Zwiebel, Fisch' }])).toEqual([]);
});

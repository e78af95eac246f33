import { describe, expect, test } from 'vitest';
import { conversation, lastMessage } from './testing.tsx';
import { clinicianNames, previewOf, systemSaying, withWhom } from './words.ts';

const when = (start: string, end: string | undefined) => (end ? `${start} to ${end}` : start);
const [start, end, from] = ['2026-03-03T10:30:00Z', '2026-03-03T11:00:00Z', '2026-03-02T09:00:00Z'];

describe('what the system says', () => {
  const say = (payload: Parameters<typeof systemSaying>[0]) => systemSaying(payload, 'The sentence.', when);
  test.each([
    [
      { event: 'offer_accepted', start, end },
      { key: 'system.accepted', words: { when: `${start} to ${end}` } },
    ],
    [{ event: 'offer_declined' }, { key: 'system.declined', words: {} }],
    [{ event: 'offer_cancelled' }, { key: 'system.withdrawn', words: {} }],
    [{ event: 'offer_expired' }, { key: 'system.expired', words: {} }],
    [
      { event: 'visit_cancelled', start, end },
      { key: 'system.visitCancelled', words: { when: `${start} to ${end}` } },
    ],
    [
      { event: 'visit_moved', start, end, from },
      { key: 'system.visitMoved', words: { when: `${start} to ${end}`, from } },
    ],
  ])('%j', (payload, saying) => {
    expect(say(payload)).toEqual(saying);
  });
  test.each([{}, { event: 'something_new' }, { event: 'offer_accepted' }, { event: 'visit_moved', start, end }])(
    'the plain sentence for %j',
    (payload) => {
      expect(say(payload)).toEqual({ text: 'The sentence.' });
    },
  );
});

describe('the line about the last message', () => {
  const preview = (last: Parameters<typeof lastMessage>[0], change = {}) =>
    previewOf(conversation({ last_message: lastMessage(last), ...change }), when);
  test('is the text on one line; one’s own and a colleague’s are told apart', () => {
    expect(preview({ body: ' Hello,\n\nthank you ' })).toEqual({ saying: { text: 'Hello, thank you' } });
    expect(preview({ mine: true, sender_side: 'practice' })).toMatchObject({ lead: 'you' });
    expect(preview({ sender_side: 'practice' })).toMatchObject({ lead: 'practice' });
    expect(preview({ sender_side: 'practice' }, { viewer_side: 'patient' })).toEqual({
      saying: { text: 'Good morning' },
    });
  });
  test('says in words what a card is', () => {
    const card = (slot_type: 'offer' | 'request' | 'counter_offer', mine = false, options = 3) =>
      preview({ kind: 'offer', body: '', mine, offer: { slot_type, status: 'pending', options } }).saying;
    expect(card('offer')).toEqual({ key: 'preview.offered', words: { count: 3 } });
    expect(card('offer', true, 1)).toEqual({ key: 'preview.my.offered', words: { count: 1 } });
    expect(card('request')).toEqual({ key: 'preview.asked', words: {} });
    expect(card('counter_offer', true)).toEqual({ key: 'preview.my.suggested', words: {} });
  });
  test('says what the system said, and that nothing has been said', () => {
    expect(preview({ kind: 'system', payload: { event: 'offer_expired' } }).saying).toMatchObject({
      key: 'system.expired',
    });
    expect(previewOf(conversation(), when)).toEqual({ saying: { key: 'preview.none', words: {} } });
  });
});

test('staff talk with the patient, patients with their clinicians or the practice', () => {
  const two = [
    { clinician_id: 'a', display_name: 'Dr Okafor' },
    { clinician_id: 'b', display_name: 'Dr Brenner' },
  ];
  expect(withWhom(conversation())).toBe('Oliver Hughes');
  expect(withWhom(conversation({ viewer_side: 'patient' }))).toBe('Dr Okafor');
  expect(withWhom(conversation({ viewer_side: 'patient', clinicians: two }))).toBe('Dr Okafor, Dr Brenner');
  expect(withWhom(conversation({ viewer_side: 'patient', clinicians: [] }))).toBe('Harbour Street Practice');
  expect(clinicianNames(conversation({ clinicians: [] }))).toBeUndefined();
});

import { act, renderHook } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { forgetDrafts, useDraft, useHasDraft } from './drafts.ts';

beforeEach(() => sessionStorage.clear());

const begin = (profileId: string, threadId: string) => renderHook(() => useDraft(profileId, threadId)).result;

test('a draft belongs to one person and one thread, and is known wherever it is shown', () => {
  const draft = begin('rosa', 't1');
  const known = renderHook(() => useHasDraft('rosa', 't1')).result;
  act(() => draft.current[1]('Hello'));
  expect(draft.current[0]).toBe('Hello');
  expect(known.current).toBe(true);
  expect(begin('rosa', 't2').current[0]).toBe('');
  expect(begin('amara', 't1').current[0]).toBe('');
  act(() => draft.current[1]('  '));
  expect(known.current).toBe(false);
  act(() => draft.current[1](''));
  expect(sessionStorage).toHaveLength(0);
});

test('signing out forgets all of them and nothing else', () => {
  sessionStorage.setItem('other', 'kept');
  const [draft, other] = [begin('rosa', 't1'), begin('rosa', 't2')];
  act(() => draft.current[1]('Hello'));
  act(() => other.current[1]('Hello too'));
  act(forgetDrafts);
  expect(draft.current[0]).toBe('');
  expect(Object.keys(sessionStorage)).toEqual(['other']);
});

test('without storage a draft lasts as long as the page', () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  const draft = begin('rosa', 't1');
  act(() => draft.current[1]('Hello'));
  expect(draft.current[0]).toBe('Hello');
  act(forgetDrafts);
  expect(draft.current[0]).toBe('');
});

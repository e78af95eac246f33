import { describe, expect, test } from 'vitest';
import common from '../locales/en/common.json' with { type: 'json' };
import { AppError, apiErrorCodes, toAppError, unwrap } from './errors.ts';

const alternatives = [{ start: '2026-11-24T10:30:00Z', end: '2026-11-24T11:00:00Z' }];

describe('what went wrong', () => {
  test('an error of the database API keeps its code and its free times, which travel as a string', () => {
    const error = toAppError({
      code: 'slot_taken',
      message: 'x',
      details: JSON.stringify({ alternatives }),
      hint: null,
    });
    expect(error).toMatchObject({ code: 'slot_taken', alternatives });
  });
  test('details that are prose or half JSON are not alternatives', () => {
    expect(toAppError({ code: '22P02', message: 'x', details: 'Token "a" is invalid' }).alternatives).toEqual([]);
    expect(toAppError({ code: 'slot_taken', details: '{"alternatives":[{"start":1}]}' }).alternatives).toEqual([]);
  });
  test('the number to call comes with too_late', () => {
    const error = toAppError({ code: 'too_late', details: '{"practice_phone":"+44 20 7946 0100"}' });
    expect(error.phone).toBe('+44 20 7946 0100');
  });
  test.each([
    [{ code: '42501', message: 'permission denied' }, 'forbidden'],
    [{ code: 'PGRST116', message: 'no rows' }, 'not_found'],
    [{ code: 'PGRST303', message: 'JWT expired' }, 'signed_out'],
    [{ code: 'invalid_credentials', message: 'Invalid login credentials' }, 'invalid_credentials'],
    [{ code: '', message: 'TypeError: Failed to fetch' }, 'unreachable'],
    [{ name: 'AuthRetryableFetchError', message: '{}', status: 0 }, 'unreachable'],
    [{ code: 'XX000', message: 'internal' }, 'unexpected'],
    ['a string', 'unexpected'],
    [undefined, 'unexpected'],
  ])('%j is %s', (thrown, code) => {
    expect(toAppError(thrown).code).toBe(code);
  });
  test('an error of an answer is thrown, data is handed on', () => {
    expect(() => unwrap({ data: null, error: { code: 'forbidden', message: 'no' }, status: 403 })).toThrow(AppError);
    expect(unwrap({ data: [1], error: null })).toEqual([1]);
  });
  test('every code of the database has a sentence for a person', () => {
    for (const code of apiErrorCodes) expect(common.errors[code]).toMatch(/[.!?]$/);
  });
});

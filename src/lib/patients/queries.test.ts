import { expect, test } from 'vitest';
import { searchFilter } from './queries.ts';

test('nobody writes a filter of their own into the patient search', () => {
  expect(searchFilter(' Anna ')).toBe('full_name.ilike.*Anna*,email.ilike.*Anna*,phone.ilike.*Anna*');
  expect(searchFilter('a,id.eq.1)"%*\\')).toBe(
    'full_name.ilike.*a_id.eq.1_____*,email.ilike.*a_id.eq.1_____*,phone.ilike.*a_id.eq.1_____*',
  );
});

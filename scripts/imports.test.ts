import { describe, expect, test } from 'vitest';
import { forbidden, importsOf } from './imports.ts';

const shared = 'supabase/functions/_shared';

describe('importsOf', () => {
  test('finds imports of every form with their lines, resolved to project paths or packages', () => {
    const source = `import a from './a.ts';
import {
  b,
} from '../../features/booking/b.ts';
import type { C } from '#shared/core/c.ts';
export { d } from '@supabase/supabase-js';
import 'side-effect/styles.css';
const e = await import('./e.tsx');
import { f } from 'npm:zod';`;
    expect(importsOf('src/features/calendar/x.ts', source)).toEqual([
      { target: 'src/features/calendar/a.ts', line: 1 },
      { target: 'src/features/booking/b.ts', line: 4 },
      { target: `${shared}/core/c.ts`, line: 5 },
      { target: 'package:@supabase/supabase-js', line: 6 },
      { target: 'package:side-effect', line: 7 },
      { target: 'src/features/calendar/e.tsx', line: 8 },
      { target: 'package:zod', line: 9 },
    ]);
  });

  test('is not fooled by comments, strings and the words import and export elsewhere', () => {
    const source = `// import x from './x.ts';
/* import y from './y.ts'; */
export const url = 'https://example.test';
export function from() { return 'a'; }
const text = { importance: 'from' };`;
    expect(importsOf('src/lib/x.ts', source)).toEqual([]);
  });
});

test.each([
  ['scripts/check.ts', 'local/main.ts'],
  ['src/lib/api.ts', 'local/sql.ts'],
  ['tests/support/x.ts', 'local/sql.ts'],
  [`${shared}/core/time.ts`, `${shared}/env.ts`],
  [`${shared}/core/time.ts`, 'package:@supabase/supabase-js'],
  [`${shared}/core/time.ts`, 'package:node:fs'],
  [`${shared}/calendars/google/client.ts`, 'supabase/functions/calendar-sync/app.ts'],
  [`${shared}/calendars/google/client.ts`, `${shared}/calendars/caldav/client.ts`],
  ['supabase/functions/health/app.ts', 'supabase/functions/maintenance/app.ts'],
  ['supabase/functions/health/app.ts', 'src/lib/time.ts'],
  ['src/features/booking/queries.ts', `${shared}/env.ts`],
  ['src/features/booking/queries.ts', 'package:@supabase/supabase-js'],
  ['src/features/booking/components/form.tsx', 'src/features/calendar/queries.ts'],
  ['src/features/booking/queries.ts', 'src/app/app.tsx'],
  ['src/components/ui/field.tsx', 'src/features/booking/queries.ts'],
  ['src/lib/api.ts', 'tests/support/stack.ts'],
])('%s may not import %s', (file, target) => {
  expect(forbidden(file, target)).not.toBeNull();
});

test.each([
  ['local/main.ts', 'local/sql.ts'],
  [`${shared}/core/time.ts`, `${shared}/core/zones.ts`],
  [`${shared}/core/time.ts`, 'package:luxon'],
  [`${shared}/core/time.test.ts`, 'package:fast-check'],
  [`${shared}/calendars/google/client.ts`, `${shared}/core/time.ts`],
  [`${shared}/calendars/google/client.ts`, `${shared}/calendars/provider.ts`],
  ['supabase/functions/health/app.ts', `${shared}/http/app.ts`],
  ['src/features/booking/queries.ts', `${shared}/core/time.ts`],
  ['src/features/booking/queries.ts', `${shared}/database.types.ts`],
  ['src/features/booking/components/form.tsx', 'src/features/booking/queries.ts'],
  ['src/lib/supabase.ts', 'package:@supabase/supabase-js'],
  ['src/lib/x.test.ts', 'tests/support/setup-dom.ts'],
])('%s may import %s', (file, target) => {
  expect(forbidden(file, target)).toBeNull();
});

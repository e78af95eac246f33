import { expect, test } from 'vitest';
import { browserSections, keepSections, withSection } from './sections.ts';

const head = '# Measured\n\nWritten today.\n';
const calendar = '## Calendar in the browser\n\n| mount | 1 ms |\n';

test('a new section goes to the end, an old one is replaced where it stands', () => {
  const two = withSection(withSection(head, calendar), '## Lighthouse\n\n100\n');
  expect(two).toBe(`${head}\n${calendar}\n## Lighthouse\n\n100\n`);
  expect(withSection(two, '## Calendar in the browser\n\n2 ms\n')).toBe(
    `${head}\n## Calendar in the browser\n\n2 ms\n\n## Lighthouse\n\n100\n`,
  );
});

test('writing a section twice changes nothing', () => {
  const once = withSection(head, calendar);
  expect(withSection(once, calendar)).toBe(once);
});

test('a new run of the database keeps the sections of the browser, and only those', () => {
  const before = withSection(withSection(head, '## Slot searches\n\nold\n'), calendar);
  const after = keepSections('# Measured\n\nAgain.\n\n## Slot searches\n\nnew\n', before, browserSections);
  expect(after).toBe(`# Measured\n\nAgain.\n\n## Slot searches\n\nnew\n\n${calendar}`);
});

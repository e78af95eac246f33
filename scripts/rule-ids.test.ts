import { expect, test } from 'vitest';
import { definedIds, mentionedIds, ruleProblems } from './rule-ids.ts';

const id = (name: string) => `[${name}]`;

test('rules are list items that start with a bold id', () => {
  expect(
    definedIds('- **AV1** One.\n* **BK12** Two.\n  - **R1 No overlap.** Three.\nSee **AV9** and - **AV8**.'),
  ).toEqual(['AV1', 'BK12', 'R1']);
});

test('ids count in names of tests, not in comments or code', () => {
  const source = [
    `test('${id('AV1')} a', () => {});`,
    `describe("${id('AV2, AV3')} b", () => {});`,
    `])(\`${id('AV4')} %s\`, () => {});`,
    `// ${id('AV5')} in a comment`,
    `/* '${id('AV6')}' */`,
    'const row = rows[AV7];',
  ].join('\n');
  expect(mentionedIds(source)).toEqual(['AV1', 'AV2', 'AV3', 'AV4']);
});

test('both sides must agree', () => {
  expect(ruleProblems(['AV1', 'AV2', 'AV10'], ['AV1', 'XX1'])).toEqual([
    'AV2 has no test',
    'AV10 has no test',
    '[XX1] stands in a test, but no rule has that id',
  ]);
  expect(ruleProblems(['AV1', 'AV1'], ['AV1'])).toEqual(['AV1 is defined twice']);
  expect(ruleProblems(['AV1'], ['AV1', 'AV1'])).toEqual([]);
  expect(ruleProblems([], [])).toEqual(['docs/spec defines no rules']);
});

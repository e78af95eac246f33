import { expect, test } from 'vitest';
import {
  documentedCodes,
  errorCodeProblems,
  linkProblems,
  lockProblems,
  readmeProblems,
  scriptProblems,
} from './docs.ts';

test('a README of 150 lines is allowed, one of 151 is not', () => {
  expect(readmeProblems('x\n'.repeat(150))).toEqual([]);
  expect(readmeProblems('x\n'.repeat(151))).toHaveLength(1);
});

test('relative links must lead somewhere; addresses are left alone', () => {
  const text = '[a](b.md) [c](../d.md#part) [e](https://example.test) ![g](img.png "G")';
  const asked: string[] = [];
  const problems = linkProblems('docs/x.md', text, (target) => {
    asked.push(target);
    return target === 'd.md' ? undefined : null;
  });
  expect(asked).toEqual(['docs/b.md', 'd.md', 'docs/img.png']);
  expect(problems).toEqual(['docs/x.md: the link to ../d.md leads nowhere']);
});

test('an anchor is a heading of the page it points to, headings in fenced blocks not counted', () => {
  const text = '# Here, now\n[a](#here-now) [b](#there) [c](y.md#one-two) [d](y.md#three)\n';
  const problems = linkProblems('x.md', text, () => '## `One` two\n```sh\n# three\n```\n');
  expect(problems).toEqual([
    'x.md: the link to #there names no heading',
    'x.md: the link to y.md#three names no heading',
  ]);
});

test('commands of documents are scripts of package.json', () => {
  const text = 'Say `npm run check`, then `npm run check:all -- --fast`.';
  expect(scriptProblems('x.md', text, { check: '', 'check:all': '' })).toEqual([]);
  expect(scriptProblems('x.md', text, { check: '' })).toEqual([
    'x.md: there is no script check:all (npm run check:all)',
  ]);
});

test('the table of error codes is compared with the catalog, status and sentence included', () => {
  const documented = documentedCodes(
    '| code | status | message |\n|---|---|---|\n| `slot_taken` | 409 | Taken. | x |\n| `gone` | 404 | Gone. |\n| `forbidden` | 401 | No. |\n',
  );
  expect(documented).toHaveLength(3);
  const catalog = [
    { code: 'slot_taken', status: 409, message: 'Taken.' },
    { code: 'forbidden', status: 403, message: 'No.' },
  ];
  expect(errorCodeProblems(documented, catalog)).toEqual([
    'docs/error-codes.md lacks forbidden 403 "No."',
    'docs/error-codes.md lists gone 404 "Gone.", which no function raises',
    'docs/error-codes.md lists forbidden 401 "No.", which no function raises',
  ]);
  expect(errorCodeProblems([...catalog, { code: 'forbidden', status: 403, message: 'No.' }], catalog)).toHaveLength(1);
  expect(errorCodeProblems([{ code: 'slot_taken', status: 409, message: 'Gone.' }], catalog.slice(0, 1))).toHaveLength(
    2,
  );
});

test('the lock file says what package.json says, in exact versions', () => {
  const lock = { packages: { '': { dependencies: { a: '1.0.0', b: '^1.0.0' } } } };
  expect(lockProblems({ dependencies: { a: '1.0.0', b: '^1.0.0' } }, lock)).toEqual([
    'b: pin an exact version instead of ^1.0.0',
  ]);
  expect(lockProblems({ dependencies: { a: '1.0.1', b: '^1.0.0' } }, lock)[0]).toContain('run npm install');
  expect(lockProblems({ dependencies: { a: '1.0.0' } }, lock)[0]).toContain('run npm install');
});

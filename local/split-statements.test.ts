import { describe, expect, test } from 'vitest';
import { splitStatements } from './split-statements.ts';

describe('splitStatements', () => {
  test.each([
    ['nothing', '', []],
    ['empty statements', ';;\n ; ', []],
    ['plain statements', 'select 1; select 2;', ['select 1', 'select 2']],
    ['no semicolon at the end', 'select 1;\nselect 2', ['select 1', 'select 2']],
    ['strings', "select 'a;b''c;'; select 2", ["select 'a;b''c;'", 'select 2']],
    ['escape strings', "select E'it\\'s;'; select 2", ["select E'it\\'s;'", 'select 2']],
    ['quoted names', 'select 1 as "a;""b"; select 2', ['select 1 as "a;""b"', 'select 2']],
    ['dollar quotes', 'do $$ a; $x$ b; $$; do $x$ ; $$ ; $x$', ['do $$ a; $x$ b; $$', 'do $x$ ; $$ ; $x$']],
    ['parameters are no quotes', 'select $1; select $2;', ['select $1', 'select $2']],
    ['line comments', '-- a; b\nselect 1; -- c; d\nselect 2', ['-- a; b\nselect 1', '-- c; d\nselect 2']],
    ['nested block comments', '/* a; /* b; */ c; */ select 1; select 2', ['/* a; /* b; */ c; */ select 1', 'select 2']],
    [
      'atomic bodies, with case inside',
      'create function f() returns int begin atomic select case when true then 1 end; select 2; end; select 3',
      ['create function f() returns int begin atomic select case when true then 1 end; select 2; end', 'select 3'],
    ],
  ])('%s', (_, sql, expected) => {
    expect(splitStatements(sql)).toEqual(expected);
  });
});

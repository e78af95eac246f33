/** Rules about tables, their constraints, their policies and views. */
import type { ColumnDef, Constraint, Node, RangeVar } from 'libpg-query';
import type { Finding, SqlFile, Statement } from '../migration.ts';
import { qualified } from '../migration.ts';

const ours = new Set(['public', 'private']);
const nameOf = (relation: RangeVar | undefined) => `${relation?.schemaname ?? 'public'}.${relation?.relname ?? ''}`;
const schemaOf = (name: string) => name.split('.')[0] ?? '';

interface Table {
  name: string;
  line: number;
  elements: Node[];
}

const tables = (file: SqlFile): Table[] =>
  file.statements.flatMap(({ node, line }) => {
    if (!('CreateStmt' in node)) return [];
    const name = nameOf(node.CreateStmt.relation);
    return ours.has(schemaOf(name)) ? { name, line, elements: node.CreateStmt.tableElts ?? [] } : [];
  });

/** What a later statement of the file does to a table, as `what schema.table`. */
function facts(statement: Statement): string[] {
  const { node } = statement;
  if ('CommentStmt' in node && node.CommentStmt.objtype === 'OBJECT_TABLE' && node.CommentStmt.comment) {
    const { object } = node.CommentStmt;
    return object && 'List' in object ? [`comment ${qualified(object.List.items)}`] : [];
  }
  if ('AlterTableStmt' in node) {
    const commands = (node.AlterTableStmt.cmds ?? []).flatMap((c) =>
      'AlterTableCmd' in c ? (c.AlterTableCmd.subtype ?? []) : [],
    );
    return commands.includes('AT_EnableRowSecurity') ? [`security ${nameOf(node.AlterTableStmt.relation)}`] : [];
  }
  if ('GrantStmt' in node && !node.GrantStmt.is_grant && node.GrantStmt.objtype === 'OBJECT_TABLE') {
    const { objects = [], targtype } = node.GrantStmt;
    if (targtype === 'ACL_TARGET_ALL_IN_SCHEMA')
      return objects.map((o) => `revoke ${'String' in o ? o.String.sval : ''}.*`);
    return objects.map((o) => `revoke ${'RangeVar' in o ? nameOf(o.RangeVar) : ''}`);
  }
  return [];
}

/** Security, a comment and closed grants belong into the file that makes the table. */
export function tableBasics(file: SqlFile): Finding[] {
  const known = new Set(file.statements.flatMap(facts));
  return tables(file).flatMap(({ name, line }) => {
    const missing: string[] = [];
    if (!known.has(`security ${name}`)) missing.push(`alter table ${name} enable row level security`);
    if (!known.has(`comment ${name}`)) missing.push(`comment on table ${name}`);
    if (schemaOf(name) === 'public' && !known.has(`revoke ${name}`) && !known.has('revoke public.*'))
      missing.push(`revoke all on table ${name} from anon, authenticated`);
    return missing.map((what) => ({ path: file.path, line, rule: 'table-basics', message: `${name} lacks: ${what}` }));
  });
}

interface Found {
  table: string;
  constraint: Constraint;
  column: string | undefined;
  line: number;
}

function constraints(file: SqlFile): Found[] {
  const lineAt = (location: number | undefined, fallback: number) =>
    location === undefined ? fallback : Buffer.from(file.text).subarray(0, location).toString().split('\n').length;
  const of = (table: string, element: Node, line: number): Found[] => {
    if ('Constraint' in element) {
      const { Constraint: constraint } = element;
      return [{ table, constraint, column: undefined, line: lineAt(constraint.location, line) }];
    }
    if (!('ColumnDef' in element)) return [];
    const column: ColumnDef = element.ColumnDef;
    return (column.constraints ?? []).flatMap((item) =>
      'Constraint' in item
        ? { table, constraint: item.Constraint, column: column.colname, line: lineAt(item.Constraint.location, line) }
        : [],
    );
  };
  return file.statements.flatMap(({ node, line }) => {
    if ('CreateStmt' in node)
      return (node.CreateStmt.tableElts ?? []).flatMap((e) => of(nameOf(node.CreateStmt.relation), e, line));
    if (!('AlterTableStmt' in node)) return [];
    const table = nameOf(node.AlterTableStmt.relation);
    return (node.AlterTableStmt.cmds ?? []).flatMap((c) =>
      'AlterTableCmd' in c && c.AlterTableCmd.def ? of(table, c.AlterTableCmd.def, line) : [],
    );
  });
}

/**
 * The name of a constraint reaches clients in errors, so it is written down. A primary key or a reference beside its
 * column may go without: its default name is as plain as any.
 */
export function namedConstraints(file: SqlFile): Finding[] {
  const kinds = new Set(['CONSTR_CHECK', 'CONSTR_UNIQUE', 'CONSTR_EXCLUSION', 'CONSTR_PRIMARY', 'CONSTR_FOREIGN']);
  return constraints(file).flatMap(({ table, constraint, column, line }) => {
    const kind = constraint.contype ?? '';
    if (!kinds.has(kind)) return [];
    if (column !== undefined && (kind === 'CONSTR_PRIMARY' || kind === 'CONSTR_FOREIGN')) return [];
    const prefix = `${table.split('.')[1]}_`;
    if (constraint.conname?.startsWith(prefix)) return [];
    const message = constraint.conname
      ? `constraint ${constraint.conname} should start with ${prefix}`
      : `name this constraint of ${table}: constraint ${prefix}…`;
    return [{ path: file.path, line, rule: 'named-constraints', message }];
  });
}

export function foreignKeysSayOnDelete(file: SqlFile): Finding[] {
  return constraints(file).flatMap(({ table, constraint, column, line }) => {
    if (constraint.contype !== 'CONSTR_FOREIGN' || (constraint.fk_del_action ?? 'a') !== 'a') return [];
    const what = column ?? constraint.conname ?? 'a foreign key';
    return [
      {
        path: file.path,
        line,
        rule: 'on-delete',
        message: `${table}: ${what} needs on delete cascade, restrict or set null`,
      },
    ];
  });
}

/** `<verb>_<who>`, for named roles: a policy for everybody is also evaluated for anonymous callers. */
export function policyNames(file: SqlFile): Finding[] {
  return file.statements.flatMap(({ node, line }) => {
    if (!('CreatePolicyStmt' in node)) return [];
    const { policy_name = '', cmd_name = 'all', roles = [] } = node.CreatePolicyStmt;
    const found: Finding[] = [];
    if (!new RegExp(`^${cmd_name}_[a-z][a-z0-9_]*$`).test(policy_name))
      found.push({
        path: file.path,
        line,
        rule: 'policy-name',
        message: `call policy ${policy_name} ${cmd_name}_<who>`,
      });
    if (!roles.every((role) => 'RoleSpec' in role && role.RoleSpec.roletype === 'ROLESPEC_CSTRING'))
      found.push({
        path: file.path,
        line,
        rule: 'policy-role',
        message: `policy ${policy_name} must say to authenticated`,
      });
    return found;
  });
}

export function viewsAskAsTheirReader(file: SqlFile): Finding[] {
  return file.statements.flatMap(({ node, line }) => {
    if (!('ViewStmt' in node)) return [];
    const name = nameOf(node.ViewStmt.view);
    const safe = (node.ViewStmt.options ?? []).some((o) => 'DefElem' in o && o.DefElem.defname === 'security_invoker');
    if (schemaOf(name) !== 'public' || safe) return [];
    return [
      { path: file.path, line, rule: 'security-invoker', message: `${name} needs with (security_invoker = true)` },
    ];
  });
}

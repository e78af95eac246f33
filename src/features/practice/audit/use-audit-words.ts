import { useTranslation } from 'react-i18next';
import { appointmentStatuses, locationTypes } from '../../../lib/appointments/schema.ts';
import type { AppointmentType } from '../../../lib/practice/schema.ts';
import { typeName } from '../../../lib/practice/type-name.ts';
import { formatDate, formatDayTime, parseDate } from '../../../lib/time.ts';
import { closureText, parseDuring } from '../closure-range.ts';
import { memberRoles } from '../schema.ts';
import type { AuditEvent, Change, Names } from './schema.ts';
import { auditSentence, changedColumns, type Say } from './sentence.ts';

/** Any Sunday: weekdays are counted from it. */
const sunday = (day: number): string => `2026-11-${String(1 + (day % 7)).padStart(2, '0')}`;
const long = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;

export type FieldChange = { column: string; label: string; from: string; to: string };

/** Turns events into sentences and their changed fields into words, in the reader's language on the practice's clock. */
export function useAuditWords(zone: string, types: readonly Pick<AppointmentType, 'appointment_type' | 'name'>[]) {
  const { t, i18n } = useTranslation(['practice', 'common']);
  const role = (key: string): string => {
    const known = memberRoles.find((one) => one === key);
    return known ? t(`common:roles.${known}`) : key;
  };
  const when = (instant: string): string => formatDayTime(instant, zone);
  const say: Say = {
    someone: () => t('audit.someone'),
    system: () => t('audit.system'),
    patient: () => t('audit.aPatient'),
    when,
    date: (date) => (parseDate(date) ? formatDate(date, long) : date),
    weekday: (day) => formatDate(sunday(day), { weekday: 'long' }),
    closure: (range) => closureText(range, zone),
    role,
    type: (key) => typeName(key, types),
    filter: (filter, names) =>
      filter
        .map(([column, asked]) => {
          const values = [asked].flat().map((one) => filterValue(column, one, names));
          return `${readable(column)}: ${values.join(', ')}`;
        })
        .join('; ') || t('audit.noFilter'),
  };
  // Keys are put together from what the database writes; one it has added since is told in general words.
  const optional = (key: string, words: Record<string, string> = {}): string | undefined =>
    i18n.exists(`practice:${key}`) ? String(i18n.t([`practice:${key}`], { ...words, defaultValue: '' })) : undefined;

  const readable = (column: string): string => {
    const words = column.replaceAll('_', ' ');
    return optional(`audit.field.${column}`) ?? words.charAt(0).toUpperCase() + words.slice(1);
  };
  const value = (column: string, raw: unknown, names: Names): string => {
    if (raw === null || raw === undefined || raw === '') return t('audit.nothing');
    if (typeof raw === 'boolean') return raw ? t('audit.yes') : t('audit.no');
    if (typeof raw === 'number') return column === 'day_of_week' ? say.weekday(raw) : String(raw);
    if (typeof raw !== 'string') return Array.isArray(raw) ? raw.map(String).join(', ') : JSON.stringify(raw);
    const status = appointmentStatuses.find((one) => one === raw);
    const place = locationTypes.find((one) => one === raw);
    if (column === 'status' && status) return t(`common:status.${status}`);
    if (column.endsWith('location_type') && place) return t(`common:location.${place}`);
    if (column === 'appointment_type') return say.type(raw);
    if (column === 'role') return role(raw);
    if (column === 'during') return say.closure(parseDuring(raw));
    if (/(_at|scheduled_start|scheduled_end)$/.test(column)) return when(raw);
    if (parseDate(raw)) return say.date(raw);
    return names.people.get(raw) ?? raw;
  };
  const filterValue = (column: string, raw: unknown, names: Names): string => {
    if (column === 'actor_id' && raw === 'system') return t('audit.system');
    const known = column === 'entity' ? 'entity' : column === 'action' ? 'actions' : undefined;
    return (known && optional(`audit.${known}.${String(raw)}`)) ?? value(column, raw, names);
  };
  const side = (event: AuditEvent, column: string, change: Change, which: 'from' | 'to', names: Names): string => {
    const absent = which === 'from' ? 'created' : 'deleted';
    if (event.action === absent) return t('audit.nothing');
    if (change === 'changed')
      return t(which === 'from' || event.action !== 'edited' ? 'audit.notKept' : 'audit.changed');
    return value(column, change[which], names);
  };
  return {
    sentence: (event: AuditEvent, names: Names): string => {
      const { key, words } = auditSentence(event, names, say);
      return (
        optional(`audit.says.${key}`, words) ??
        t('audit.says.other', { actor: words.actor ?? '', entity: event.entity, action: event.action })
      );
    },
    actor: (event: AuditEvent, names: Names): string =>
      event.actor_id ? (names.people.get(event.actor_id) ?? say.someone()) : say.system(),
    /** Old and new values. */
    fields: (event: AuditEvent, names: Names): FieldChange[] =>
      changedColumns(event).map(([column, change]) => ({
        column,
        label: readable(column),
        from: side(event, column, change, 'from', names),
        to: side(event, column, change, 'to', names),
      })),
  };
}
export type AuditWords = ReturnType<typeof useAuditWords>;

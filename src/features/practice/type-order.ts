import type { TypeRow } from './schema.ts';

export type NewPosition = { key: string; position: number };

/** One row a step up or down: the rows whose number has to change. Rows may have had equal numbers; then all get one. */
export function moved(
  rows: readonly Pick<TypeRow, 'appointment_type' | 'position'>[],
  index: number,
  by: 1 | -1,
): NewPosition[] {
  const row = rows[index];
  const target = index + by;
  if (!row || target < 0 || target >= rows.length) return [];
  const order = rows.filter((_, other) => other !== index);
  order.splice(target, 0, row);
  return order
    .map(({ appointment_type, position }, at) => ({ key: appointment_type, position: at + 1, before: position }))
    .filter(({ position, before }) => position !== before)
    .map(({ key, position }) => ({ key, position }));
}

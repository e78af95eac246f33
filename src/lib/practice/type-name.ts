import type { AppointmentType } from './schema.ts';

/** The practice's own name of a type; a type no longer in the list shows its key in readable form. */
export function typeName(key: string, types: readonly AppointmentType[] | undefined): string {
  const found = types?.find((type) => type.appointment_type === key);
  if (found) return found.name;
  const words = key.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

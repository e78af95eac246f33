import i18next from 'i18next';
import type { AppointmentType } from './schema.ts';

/** The names the database gives a new practice, which are those of the English texts. */
const defaultName = (key: string): unknown => i18next.getResource('en', 'common', `types.${key}`);

/**
 * The practice's own name of a type. One that still has the name it was made with is shown in the reader's language;
 * a type no longer in the list shows its key in readable form.
 */
export function typeName(
  key: string,
  types: readonly Pick<AppointmentType, 'appointment_type' | 'name'>[] | undefined,
): string {
  const found = types?.find((type) => type.appointment_type === key);
  const known = defaultName(key);
  if (typeof known === 'string' && (!found || found.name === known)) {
    return String(i18next.getResource(i18next.language, 'common', `types.${key}`) ?? known);
  }
  if (found) return found.name;
  const words = key.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

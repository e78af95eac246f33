/** The few words of calendar files, in the languages of messages. */
const english = {
  appointment: 'Appointment',
  appointments: 'Appointments',
  change: (url: string) => `To change or cancel: ${url}`,
  phone: (number: string) => `Phone: ${number}`,
};
export type CalendarWords = typeof english;

const languages: Record<string, CalendarWords> = {
  en: english,
  es: {
    appointment: 'Cita',
    appointments: 'Citas',
    change: (url) => `Para cambiar o cancelar: ${url}`,
    phone: (number) => `Teléfono: ${number}`,
  },
};

/** By the language of a BCP 47 tag; English where we have none. */
export const calendarWords = (locale: string): CalendarWords =>
  languages[locale.split('-')[0]?.toLowerCase() ?? ''] ?? english;

import type appointment from './locales/en/appointment.json';
import type booking from './locales/en/booking.json';
import type calendar from './locales/en/calendar.json';
import type common from './locales/en/common.json';
import type signIn from './locales/en/sign-in.json';
import type visits from './locales/en/visits.json';

/** A key that does not exist in English is a compile error. */
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: {
      common: typeof common;
      'sign-in': typeof signIn;
      calendar: typeof calendar;
      booking: typeof booking;
      appointment: typeof appointment;
      visits: typeof visits;
    };
  }
}

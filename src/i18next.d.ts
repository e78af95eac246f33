import type account from './locales/en/account.json';
import type appointment from './locales/en/appointment.json';
import type availability from './locales/en/availability.json';
import type booking from './locales/en/booking.json';
import type calendar from './locales/en/calendar.json';
import type common from './locales/en/common.json';
import type feeds from './locales/en/feeds.json';
import type hub from './locales/en/hub.json';
import type invitations from './locales/en/invitations.json';
import type list from './locales/en/list.json';
import type messages from './locales/en/messages.json';
import type notifications from './locales/en/notifications.json';
import type offers from './locales/en/offers.json';
import type practice from './locales/en/practice.json';
import type signIn from './locales/en/sign-in.json';
import type sync from './locales/en/sync.json';
import type syncBanner from './locales/en/sync-banner.json';
import type team from './locales/en/team.json';
import type visitLink from './locales/en/visit-link.json';
import type visits from './locales/en/visits.json';

/** A key that does not exist in English is a compile error. */
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: {
      common: typeof common;
      'sign-in': typeof signIn;
      account: typeof account;
      appointment: typeof appointment;
      availability: typeof availability;
      booking: typeof booking;
      calendar: typeof calendar;
      feeds: typeof feeds;
      hub: typeof hub;
      invitations: typeof invitations;
      list: typeof list;
      messages: typeof messages;
      notifications: typeof notifications;
      offers: typeof offers;
      practice: typeof practice;
      sync: typeof sync;
      'sync-banner': typeof syncBanner;
      team: typeof team;
      'visit-link': typeof visitLink;
      visits: typeof visits;
    };
  }
}

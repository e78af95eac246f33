/** Every sentence of messages in English. Over 300 lines: one table, complete by its type. */
import type { Words } from './words.ts';

const call = (phone: string | null) => (phone ? `please call ${phone}` : 'please call the practice');
const sentence = (phone: string | null) => (phone ? `Please call ${phone}.` : 'Please call the practice.');

export const en: Words = {
  language: 'en',
  lines: {
    reminder: {
      patient: {
        title: 'Reminder of your appointment',
        lead: (practice) => `This is a reminder of your appointment with ${practice}.`,
      },
      practice: {
        title: 'Reminder of an appointment',
        lead: (practice) => `This is a reminder of an appointment at ${practice}.`,
      },
    },
    requested: {
      patient: {
        title: 'An appointment was requested for you',
        lead: (practice) => `${practice} has noted this time for you. It is not confirmed yet; you will hear from us.`,
      },
      practice: {
        title: 'New appointment request',
        lead: (practice) => `A patient asks ${practice} for this time. The request waits for an answer.`,
      },
    },
    requested_by_self: {
      patient: {
        title: 'Your request has arrived',
        lead: (practice) => `You asked ${practice} for this time. It is not confirmed yet; you will hear from us.`,
      },
      practice: {
        title: 'New appointment request',
        lead: (practice) => `A patient asks ${practice} for this time. The request waits for an answer.`,
      },
    },
    confirmed: {
      patient: {
        title: 'Your appointment is confirmed',
        lead: (practice) => `${practice} has confirmed your appointment.`,
      },
      practice: {
        title: 'Appointment confirmed',
        lead: (practice) => `This appointment at ${practice} is confirmed.`,
      },
    },
    booked_by_self: {
      patient: {
        title: 'Your appointment is booked',
        lead: (practice) => `You have booked this appointment with ${practice}.`,
      },
      practice: {
        title: 'Appointment booked',
        lead: (practice) => `This appointment at ${practice} is confirmed.`,
      },
    },
    request_taken_over: {
      patient: {
        title: 'Your request has arrived',
        lead: (practice) => `${practice} has your request. It is not confirmed yet; you will hear from us.`,
      },
      practice: {
        title: 'An appointment request is now yours',
        lead: (practice) => `A request at ${practice} was passed on to you. It waits for an answer.`,
      },
    },
    moved: {
      patient: {
        title: 'Your appointment was moved',
        lead: (practice) => `${practice} has moved your appointment to a new time.`,
      },
      practice: {
        title: 'Appointment moved',
        lead: (practice) => `An appointment at ${practice} has a new time.`,
      },
    },
    moved_by_self: {
      patient: {
        title: 'You moved your appointment',
        lead: (practice) => `Your appointment with ${practice} has a new time.`,
      },
      practice: {
        title: 'Appointment moved',
        lead: (practice) => `An appointment at ${practice} has a new time.`,
      },
    },
    request_moved: {
      patient: {
        title: 'The time of your request has changed',
        lead: (practice) => `The time you asked ${practice} for has changed. It is not confirmed yet.`,
      },
      practice: {
        title: 'The time of a request has changed',
        lead: (practice) => `A request at ${practice} has a new time. It waits for an answer.`,
      },
    },
    cancelled: {
      patient: {
        title: 'Your appointment was cancelled',
        lead: (practice) => `Your appointment with ${practice} will not take place.`,
      },
      practice: {
        title: 'Appointment cancelled',
        lead: (practice) => `This appointment at ${practice} will not take place.`,
      },
    },
    cancelled_by_self: {
      patient: {
        title: 'You cancelled your appointment',
        lead: (practice) => `Your appointment with ${practice} is cancelled.`,
      },
      practice: {
        title: 'Appointment cancelled',
        lead: (practice) => `This appointment at ${practice} will not take place.`,
      },
    },
    handed_over: {
      patient: {
        title: 'Your appointment has changed',
        lead: (practice) => `Something about your appointment with ${practice} has changed.`,
      },
      practice: {
        title: 'An appointment is now with a colleague',
        lead: (practice) => `A colleague at ${practice} has taken over this appointment.`,
      },
    },
    request_declined: {
      patient: {
        title: 'Your request could not be confirmed',
        lead: (practice) => `${practice} cannot offer you this time. You are welcome to choose another one.`,
      },
      practice: {
        title: 'Appointment request closed',
        lead: (practice) => `This request at ${practice} needs no answer any more.`,
      },
    },
    request_withdrawn: {
      patient: {
        title: 'You withdrew your request',
        lead: (practice) => `Your request to ${practice} is withdrawn.`,
      },
      practice: {
        title: 'Appointment request closed',
        lead: (practice) => `This request at ${practice} needs no answer any more.`,
      },
    },
    message_received: {
      patient: { title: 'New message', lead: (practice) => `You have a new message from ${practice}.` },
      practice: { title: 'New message', lead: (practice) => `A patient has written to ${practice}.` },
    },
    offer_received: {
      patient: {
        title: 'Choose a time for your appointment',
        lead: (practice) => `${practice} offers you times to choose from.`,
      },
      practice: {
        title: 'Appointment times offered',
        lead: (practice) => `${practice} has offered a patient times to choose from.`,
      },
    },
    request_received: {
      patient: {
        title: 'Appointment requested',
        lead: (practice) => `${practice} has your request and will answer it.`,
      },
      practice: {
        title: 'A patient asks for an appointment',
        lead: (practice) => `A patient has sent ${practice} times that would suit them.`,
      },
    },
    counter_received: {
      patient: { title: 'Other times suggested', lead: (practice) => `${practice} suggests other times.` },
      practice: {
        title: 'Other times suggested',
        lead: (practice) => `A patient has sent ${practice} other times that would suit them.`,
      },
    },
    offer_accepted: {
      patient: {
        title: 'Your time was accepted',
        lead: (practice) => `${practice} has accepted a time that you suggested.`,
      },
      practice: {
        title: 'A time was accepted',
        lead: (practice) => `A patient has accepted a time that ${practice} offered.`,
      },
    },
    offer_declined: {
      patient: {
        title: 'The times did not suit',
        lead: (practice) => `${practice} cannot offer you the times that you suggested.`,
      },
      practice: {
        title: 'The times did not suit',
        lead: (practice) => `A patient has declined the times that ${practice} offered.`,
      },
    },
    offer_countered: {
      patient: { title: 'Other times suggested', lead: (practice) => `${practice} suggests other times.` },
      practice: {
        title: 'Other times suggested',
        lead: (practice) => `A patient has sent ${practice} other times that would suit them.`,
      },
    },
    offer_expired: {
      patient: {
        title: 'Suggested times have expired',
        lead: (practice) => `Times in your conversation with ${practice} have expired without an answer.`,
      },
      practice: {
        title: 'Suggested times have expired',
        lead: (practice) => `Times in a conversation at ${practice} have expired without an answer.`,
      },
    },
    offer_cancelled: {
      patient: {
        title: 'Offered times were withdrawn',
        lead: (practice) => `${practice} has withdrawn the times that it offered you.`,
      },
      practice: {
        title: 'Suggested times were withdrawn',
        lead: (practice) => `A patient has withdrawn the times that they sent ${practice}.`,
      },
    },
    waitlist_offer: {
      patient: {
        title: 'A time has become free for you',
        lead: (practice) => `${practice} keeps a time for you that you were waiting for. Please answer soon.`,
      },
      practice: {
        title: 'A free time was offered from the waitlist',
        lead: (practice) => `${practice} has offered a free time to a patient on the waitlist.`,
      },
    },
    calendar_conflict: {
      patient: {
        title: 'Your calendar needs a decision',
        lead: () => 'Your connected calendar and Careslot disagree about an appointment. Please choose which is right.',
      },
      practice: {
        title: 'Your calendar needs a decision',
        lead: () => 'Your connected calendar and Careslot disagree about an appointment. Please choose which is right.',
      },
    },
    calendar_needs_attention: {
      patient: {
        title: 'Please connect your calendar again',
        lead: () => 'Careslot can no longer reach your connected calendar. Until then it may not be up to date.',
      },
      practice: {
        title: 'Please connect your calendar again',
        lead: () => 'Careslot can no longer reach your connected calendar. Until then it may not be up to date.',
      },
    },
  },
  relativeDay: (days) => (days === 0 ? 'today' : days === 1 ? 'tomorrow' : null),
  zoneTime: (city) => `${city} time`,
  timeIn: (time, city) => `${time} in ${city}`,
  labels: { when: 'When', inCity: (city) => `In ${city}`, before: 'Old time', where: 'Where' },
  places: { in_person: 'At the practice', video: 'Video visit', phone: 'Phone visit' },
  actions: {
    confirm: 'I will come',
    cancel: 'Cancel',
    reschedule: 'Choose another time',
    calendar: 'Add to calendar',
    join: 'Join the video visit',
    visit: 'Open in Careslot',
    conversation: 'Open the conversation',
    calendars: 'Open calendar sync',
  },
  changeUntil: (time) => `You can move or cancel it online until ${time}.`,
  callToChange: (phone) => `It is too late to move or cancel it online. To do so, ${call(phone)}.`,
  preparation: 'There is something to read before this appointment. You find it after signing in.',
  more: (visits) =>
    visits === 1
      ? 'One more appointment of this series follows.'
      : `${visits} more appointments of this series follow.`,
  seriesFile: 'All dates are in the attached calendar file.',
  footer: (practice) => `This message is from ${practice}.`,
  because: {
    visit: {
      patient: 'You receive it because you have an appointment or asked for one.',
      practice: 'You receive it because you look after this appointment.',
    },
    conversation: {
      patient: 'You receive it because you take part in this conversation.',
      practice: 'You receive it because you take part in this conversation.',
    },
    calendar: {
      patient: 'You receive it because you have connected a calendar.',
      practice: 'You receive it because you have connected a calendar.',
    },
  },
  settings: 'Choose which messages you receive',
  sms: {
    confirmCancelReschedule: 'Reply C to confirm, X to cancel, R to reschedule.',
    confirm: 'Reply C to confirm.',
    join: (address) => `Video: ${address}`,
    stop: 'STOP to end.',
  },
  replies: {
    confirmed: (when) => `Thank you. We expect you ${when}.`,
    cancelled: (when) => `Your appointment ${when} is cancelled.`,
    tooLate: (phone) => `It is too late to cancel by text message. ${sentence(phone)}`,
    reschedule: (when, address) => `To move your appointment ${when}, choose another time here: ${address}`,
    cannotReschedule: (phone) => `It is too late to move it by text message. ${sentence(phone)}`,
    ambiguous: (address) => `There is more than one appointment for this number. Please choose here: ${address}`,
    help: 'Reply C to confirm, X to cancel, R to reschedule your next appointment.',
    helpLate: (phone) => `Reply C to confirm your next appointment. For anything else: ${sentence(phone)}`,
    failed: (phone) => `That did not work. ${sentence(phone)}`,
  },
};

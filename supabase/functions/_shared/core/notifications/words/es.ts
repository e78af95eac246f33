/** Every sentence of messages in Spanish. Over 300 lines: one table, complete by its type. */
import type { Words } from './words.ts';

const sentence = (phone: string | null) => (phone ? `Llame al ${phone}.` : 'Llame a la consulta.');

export const es: Words = {
  language: 'es',
  lines: {
    reminder: {
      patient: {
        title: 'Recordatorio de su cita',
        lead: (practice) => `Le recordamos su cita con ${practice}.`,
      },
      practice: {
        title: 'Recordatorio de una cita',
        lead: (practice) => `Le recordamos una cita en ${practice}.`,
      },
    },
    requested: {
      patient: {
        title: 'Se ha solicitado una cita para usted',
        lead: (practice) => `${practice} ha anotado esta hora para usted. Aún no está confirmada; le avisaremos.`,
      },
      practice: {
        title: 'Nueva solicitud de cita',
        lead: (practice) => `Un paciente pide esta hora a ${practice}. La solicitud espera respuesta.`,
      },
    },
    requested_by_self: {
      patient: {
        title: 'Hemos recibido su solicitud',
        lead: (practice) => `Ha pedido esta hora a ${practice}. Aún no está confirmada; le avisaremos.`,
      },
      practice: {
        title: 'Nueva solicitud de cita',
        lead: (practice) => `Un paciente pide esta hora a ${practice}. La solicitud espera respuesta.`,
      },
    },
    confirmed: {
      patient: {
        title: 'Su cita queda confirmada',
        lead: (practice) => `${practice} ha confirmado su cita.`,
      },
      practice: {
        title: 'Cita confirmada',
        lead: (practice) => `Esta cita en ${practice} queda confirmada.`,
      },
    },
    booked_by_self: {
      patient: {
        title: 'Su cita queda reservada',
        lead: (practice) => `Ha reservado esta cita con ${practice}.`,
      },
      practice: {
        title: 'Cita reservada',
        lead: (practice) => `Esta cita en ${practice} queda confirmada.`,
      },
    },
    request_taken_over: {
      patient: {
        title: 'Hemos recibido su solicitud',
        lead: (practice) => `${practice} tiene su solicitud. Aún no está confirmada; le avisaremos.`,
      },
      practice: {
        title: 'Una solicitud de cita pasa a usted',
        lead: (practice) => `Le han pasado una solicitud en ${practice}. Espera respuesta.`,
      },
    },
    moved: {
      patient: {
        title: 'Su cita ha cambiado de hora',
        lead: (practice) => `${practice} ha cambiado la hora de su cita.`,
      },
      practice: {
        title: 'Cita cambiada de hora',
        lead: (practice) => `Una cita en ${practice} tiene otra hora.`,
      },
    },
    moved_by_self: {
      patient: {
        title: 'Ha cambiado la hora de su cita',
        lead: (practice) => `Su cita con ${practice} tiene otra hora.`,
      },
      practice: {
        title: 'Cita cambiada de hora',
        lead: (practice) => `Una cita en ${practice} tiene otra hora.`,
      },
    },
    request_moved: {
      patient: {
        title: 'Ha cambiado la hora de su solicitud',
        lead: (practice) => `La hora que pidió a ${practice} ha cambiado. Aún no está confirmada.`,
      },
      practice: {
        title: 'Ha cambiado la hora de una solicitud',
        lead: (practice) => `Una solicitud en ${practice} tiene otra hora. Espera respuesta.`,
      },
    },
    cancelled: {
      patient: {
        title: 'Su cita fue cancelada',
        lead: (practice) => `Su cita con ${practice} no tendrá lugar.`,
      },
      practice: {
        title: 'Cita cancelada',
        lead: (practice) => `Esta cita en ${practice} no tendrá lugar.`,
      },
    },
    cancelled_by_self: {
      patient: {
        title: 'Ha cancelado su cita',
        lead: (practice) => `Su cita con ${practice} queda cancelada.`,
      },
      practice: {
        title: 'Cita cancelada',
        lead: (practice) => `Esta cita en ${practice} no tendrá lugar.`,
      },
    },
    handed_over: {
      patient: {
        title: 'Su cita ha cambiado',
        lead: (practice) => `Algo de su cita con ${practice} ha cambiado.`,
      },
      practice: {
        title: 'Una cita pasa a otro profesional',
        lead: (practice) => `Otro profesional de ${practice} se encarga ahora de esta cita.`,
      },
    },
    request_declined: {
      patient: {
        title: 'No se pudo confirmar su solicitud',
        lead: (practice) => `${practice} no puede ofrecerle esta hora. Puede elegir otra cuando quiera.`,
      },
      practice: {
        title: 'Solicitud de cita cerrada',
        lead: (practice) => `Esta solicitud en ${practice} ya no necesita respuesta.`,
      },
    },
    request_withdrawn: {
      patient: {
        title: 'Ha retirado su solicitud',
        lead: (practice) => `Su solicitud a ${practice} queda retirada.`,
      },
      practice: {
        title: 'Solicitud de cita cerrada',
        lead: (practice) => `Esta solicitud en ${practice} ya no necesita respuesta.`,
      },
    },
    message_received: {
      patient: { title: 'Nuevo mensaje', lead: (practice) => `Tiene un nuevo mensaje de ${practice}.` },
      practice: { title: 'Nuevo mensaje', lead: (practice) => `Un paciente ha escrito a ${practice}.` },
    },
    offer_received: {
      patient: {
        title: 'Elija una hora para su cita',
        lead: (practice) => `${practice} le ofrece horas para elegir.`,
      },
      practice: {
        title: 'Horas ofrecidas para una cita',
        lead: (practice) => `${practice} ha ofrecido a un paciente horas para elegir.`,
      },
    },
    request_received: {
      patient: {
        title: 'Cita solicitada',
        lead: (practice) => `${practice} tiene su solicitud y la responderá.`,
      },
      practice: {
        title: 'Un paciente pide una cita',
        lead: (practice) => `Un paciente ha enviado a ${practice} las horas que le convienen.`,
      },
    },
    counter_received: {
      patient: { title: 'Le proponen otras horas', lead: (practice) => `${practice} le propone otras horas.` },
      practice: {
        title: 'Un paciente propone otras horas',
        lead: (practice) => `Un paciente ha enviado a ${practice} otras horas que le convienen.`,
      },
    },
    offer_accepted: {
      patient: {
        title: 'Su propuesta de hora fue aceptada',
        lead: (practice) => `${practice} ha aceptado una hora que usted propuso.`,
      },
      practice: {
        title: 'Hora aceptada',
        lead: (practice) => `Un paciente ha aceptado una hora que ofreció ${practice}.`,
      },
    },
    offer_declined: {
      patient: {
        title: 'Las horas no convienen',
        lead: (practice) => `${practice} no puede ofrecerle las horas que usted propuso.`,
      },
      practice: {
        title: 'Las horas no convienen',
        lead: (practice) => `Un paciente ha rechazado las horas que ofreció ${practice}.`,
      },
    },
    offer_countered: {
      patient: { title: 'Le proponen otras horas', lead: (practice) => `${practice} le propone otras horas.` },
      practice: {
        title: 'Un paciente propone otras horas',
        lead: (practice) => `Un paciente ha enviado a ${practice} otras horas que le convienen.`,
      },
    },
    offer_expired: {
      patient: {
        title: 'Las horas propuestas han caducado',
        lead: (practice) => `En su conversación con ${practice} han caducado horas sin respuesta.`,
      },
      practice: {
        title: 'Las horas propuestas han caducado',
        lead: (practice) => `En una conversación de ${practice} han caducado horas sin respuesta.`,
      },
    },
    offer_cancelled: {
      patient: {
        title: 'Se retiraron las horas ofrecidas',
        lead: (practice) => `${practice} ha retirado las horas que le ofreció.`,
      },
      practice: {
        title: 'Se retiraron las horas propuestas',
        lead: (practice) => `Un paciente ha retirado las horas que envió a ${practice}.`,
      },
    },
    waitlist_offer: {
      patient: {
        title: 'Ha quedado libre una hora para usted',
        lead: (practice) => `${practice} le guarda una hora que usted esperaba. Responda pronto, por favor.`,
      },
      practice: {
        title: 'Hora libre ofrecida desde la lista de espera',
        lead: (practice) => `${practice} ha ofrecido una hora libre a un paciente de la lista de espera.`,
      },
    },
    calendar_conflict: {
      patient: {
        title: 'Su calendario necesita una decisión',
        lead: () => 'Su calendario conectado y Careslot no coinciden en una cita. Elija cuál de los dos tiene razón.',
      },
      practice: {
        title: 'Su calendario necesita una decisión',
        lead: () => 'Su calendario conectado y Careslot no coinciden en una cita. Elija cuál de los dos tiene razón.',
      },
    },
    calendar_needs_attention: {
      patient: {
        title: 'Vuelva a conectar su calendario',
        lead: () => 'Careslot ya no tiene acceso a su calendario conectado. Hasta entonces puede no estar al día.',
      },
      practice: {
        title: 'Vuelva a conectar su calendario',
        lead: () => 'Careslot ya no tiene acceso a su calendario conectado. Hasta entonces puede no estar al día.',
      },
    },
  },
  relativeDay: (days) => (days === 0 ? 'hoy' : days === 1 ? 'mañana' : null),
  zoneTime: (city) => `hora de ${city}`,
  timeIn: (time, city) => `${time} en ${city}`,
  labels: { when: 'Cuándo', inCity: (city) => `En ${city}`, before: 'Hora anterior', where: 'Dónde' },
  places: { in_person: 'En la consulta', video: 'Por videollamada', phone: 'Por teléfono' },
  actions: {
    confirm: 'Confirmo que voy',
    cancel: 'Cancelar',
    reschedule: 'Elegir otra hora',
    calendar: 'Añadir al calendario',
    join: 'Entrar en la videollamada',
    visit: 'Abrir en Careslot',
    conversation: 'Abrir la conversación',
    calendars: 'Abrir la sincronización',
  },
  changeUntil: (time) => `Puede cambiarla o cancelarla en línea hasta: ${time}.`,
  callToChange: (phone) => `Ya es tarde para cambiarla o cancelarla en línea. ${sentence(phone)}`,
  preparation: 'Hay algo que leer antes de esta cita. Lo encontrará al iniciar sesión.',
  more: (visits) => (visits === 1 ? 'Sigue una cita más de esta serie.' : `Siguen ${visits} citas más de esta serie.`),
  seriesFile: 'Todas las fechas están en el archivo de calendario adjunto.',
  footer: (practice) => `Este mensaje es de ${practice}.`,
  because: {
    visit: {
      patient: 'Lo recibe porque tiene una cita o ha pedido una.',
      practice: 'Lo recibe porque se encarga de esta cita.',
    },
    conversation: {
      patient: 'Lo recibe porque participa en esta conversación.',
      practice: 'Lo recibe porque participa en esta conversación.',
    },
    calendar: {
      patient: 'Lo recibe porque ha conectado un calendario.',
      practice: 'Lo recibe porque ha conectado un calendario.',
    },
  },
  settings: 'Elegir qué mensajes recibe',
  // Without á, í, ó and ú, which the alphabet of text messages lacks.
  sms: {
    confirmCancelReschedule: 'Responda C para confirmar, X para cancelar, R para cambiar la hora.',
    confirm: 'Responda C para confirmar.',
    join: (address) => `Videollamada: ${address}`,
    stop: 'STOP para no recibir SMS.',
  },
  replies: {
    confirmed: (when) => `Gracias. Le esperamos: ${when}.`,
    cancelled: (when) => `Su cita queda cancelada: ${when}.`,
    tooLate: (phone) => `Es tarde para cancelar por SMS. ${sentence(phone)}`,
    reschedule: (when, address) => `Para cambiar su cita (${when}), elija otra hora: ${address}`,
    cannotReschedule: (phone) => `Es tarde para cambiarla por SMS. ${sentence(phone)}`,
    ambiguous: (address) => `Hay varias citas con este número. Elija cuál: ${address}`,
    help: 'Responda C para confirmar, X para cancelar, R para cambiar su próxima cita.',
    helpLate: (phone) => `Responda C para confirmar su cita. Para todo lo demás: ${sentence(phone)}`,
    failed: (phone) => `No ha sido posible. ${sentence(phone)}`,
  },
};

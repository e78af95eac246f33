import { IconNotes, IconPhone } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type RefObject, useId, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { LocationIcon } from '../../../components/location-icon.tsx';
import { StatusBadge } from '../../../components/status-sign.tsx';
import { appointmentQueries } from '../../../lib/appointments/queries.ts';
import { isAttending, type Visit } from '../../../lib/appointments/schema.ts';
import classes from './hover-preview.module.css';
import { placeBeside, useHovered } from './use-hovered.ts';
import type { VisitLabels } from './visit-labels.ts';

type Props = {
  /** Where the visits are: elements with data-visit-id inside it. */
  container: RefObject<HTMLElement | null>;
  visitOf: (appointmentId: string) => Visit | undefined;
  labels: VisitLabels;
};

/**
 * One card for all visits: it appears beside the one under the mouse or in keyboard focus, stays while the pointer is
 * on it, and goes with Escape (WCAG 1.4.13). It keeps its own state, so that the calendar never draws again for it.
 */
export function HoverPreview({ container, visitOf, labels }: Props) {
  const card = useRef<HTMLDivElement>(null);
  const id = useId();
  const hovered = useHovered(container, card, id);
  const visit = hovered ? visitOf(hovered.id) : undefined;
  if (!hovered || !visit) return null;
  return <Card key={hovered.id} id={id} card={card} anchor={hovered.element} visit={visit} labels={labels} />;
}

type CardProps = {
  id: string;
  card: RefObject<HTMLDivElement | null>;
  anchor: HTMLElement;
  visit: Visit;
  labels: VisitLabels;
};

function Card({ id, card, anchor, visit, labels }: CardProps) {
  const { t } = useTranslation(['calendar', 'common']);
  const { data: detail } = useQuery(appointmentQueries.detail(visit.appointment_id));
  // Again when the details have come, which make the card taller. Before the paint: it is never seen elsewhere.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the details decide the height
  useLayoutEffect(() => {
    if (!card.current) return;
    const { left, top } = placeBeside(anchor.getBoundingClientRect(), card.current);
    card.current.style.left = `${left}px`;
    card.current.style.top = `${top}px`;
  }, [anchor, card, detail]);
  const phone = detail?.patient?.phone;
  const noted = Boolean(detail?.patient_notes || detail?.description);
  return (
    <div ref={card} id={id} role="tooltip" className={classes.card}>
      <strong className={classes.name}>{labels.name(visit)}</strong>
      <span>{labels.range(visit.scheduled_start, visit.scheduled_end)}</span>
      <span className={classes.line}>
        <LocationIcon type={visit.location_type} />
        {t('preview.typeAndPlace', {
          type: labels.type(visit.appointment_type),
          place: detail?.location || labels.location[visit.location_type],
        })}
      </span>
      <span className={classes.line}>
        <StatusBadge status={visit.status} attending={isAttending(visit)} />
        {isAttending(visit) ? labels.attending : null}
        {visit.overbooked ? labels.overbooked : null}
      </span>
      {phone ? (
        <span className={classes.line}>
          <IconPhone size={14} aria-hidden="true" />
          <a href={`tel:${phone}`} dir="ltr">
            {phone}
          </a>
        </span>
      ) : null}
      {noted ? (
        <span className={classes.line}>
          <IconNotes size={14} aria-hidden="true" />
          {t('preview.notes')}
        </span>
      ) : null}
    </div>
  );
}

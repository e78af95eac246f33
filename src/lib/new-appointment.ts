import { useCallback } from 'react';
import { useLocation } from 'wouter';

/** `?new=1` on any page of the hub opens the booking dialog; clinician and date of the page come along. */
export const newAppointmentKey = 'new';

export function useNewAppointment(): () => void {
  const [path, go] = useLocation();
  return useCallback(() => {
    const query = new URLSearchParams(window.location.search);
    query.set(newAppointmentKey, '1');
    go(`${path}?${query.toString()}`);
  }, [path, go]);
}

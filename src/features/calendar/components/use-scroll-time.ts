import { useState } from 'react';

/** Half an hour before the clinician's day begins. Chosen once per clinician: afterwards the person scrolls, not we. */
export function useScrollTime(clinicianId: string, firstStart: string | undefined): string {
  const [chosen, setChosen] = useState<{ clinicianId: string; time: string }>();
  if (firstStart !== undefined && chosen?.clinicianId !== clinicianId) {
    setChosen({ clinicianId, time: halfHourBefore(firstStart) });
  }
  return chosen?.time ?? '07:30:00';
}

function halfHourBefore(time: string): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const total = Math.max(0, hour * 60 + minute - 30);
  return `${String(Math.floor(total / 60)).padStart(2, '0')}:${String(total % 60).padStart(2, '0')}:00`;
}

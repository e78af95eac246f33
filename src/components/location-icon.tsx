import type { LocationType } from '../lib/appointments/schema.ts';
import signs from './sign.module.css';

/** Where a visit takes place, as a sign; whoever uses it says the word. */
export function LocationIcon({ type, size = 14 }: { type: LocationType; size?: number }) {
  const style = { inlineSize: size, blockSize: size };
  return <span aria-hidden="true" className={signs.icon} data-place={type} style={style} />;
}

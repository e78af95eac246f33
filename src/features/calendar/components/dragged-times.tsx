import { useSyncExternalStore } from 'react';

/** Whether Shift is held, as the last key or pointer event said. Listens only while something is being dragged. */
let held = false;
function subscribe(listener: () => void) {
  const look = (event: KeyboardEvent | PointerEvent) => {
    if (held === event.shiftKey) return;
    held = event.shiftKey;
    listener();
  };
  const events = ['keydown', 'keyup', 'pointermove'] as const;
  for (const name of events) window.addEventListener(name, look, true);
  return () => {
    for (const name of events) window.removeEventListener(name, look, true);
  };
}
const isHeld = () => held;

type Props = { times: (exact: boolean) => string };

/** Under the pointer: the times that letting go would give, which are not always those of the place. */
export function DraggedTimes({ times }: Props) {
  const exact = useSyncExternalStore(subscribe, isHeld);
  return <span className="cs-dragged">{times(exact)}</span>;
}

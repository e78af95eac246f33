import { useLayoutEffect, useRef, useState } from 'react';

type Callbacks = Readonly<Record<string, ((...args: never[]) => void) | undefined>>;

/** The same functions for good, which call whatever was given last: what receives them need not draw again. */
export function useStable<Given extends Callbacks>(callbacks: Given): Given {
  const latest = useRef<Given>(callbacks);
  useLayoutEffect(() => {
    latest.current = callbacks;
  });
  const [stable] = useState(
    () =>
      Object.fromEntries(
        Object.keys(callbacks).map((name) => [name, (...args: never[]) => latest.current[name]?.(...args)]),
      ) as Given,
  );
  return stable;
}

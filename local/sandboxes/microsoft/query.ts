import type { StoredEvent } from './event.ts';
import { GraphFailure } from './http.ts';
import { instants } from './series.ts';
import { instant } from './zones.ts';

/** The parts of OData that events understand here; anything else is refused rather than overlooked. */
export function readSelect(query: URLSearchParams): string[] | null {
  return query.get('$select')?.split(',') ?? null;
}

/** $expand=singleValueExtendedProperties($filter=id eq '…'): the ids of the properties to show. */
export function readExpand(query: URLSearchParams): string[] {
  const expand = query.get('$expand');
  if (expand === null) return [];
  const inner = /^singleValueExtendedProperties\(\$filter=(.+)\)$/.exec(expand)?.[1];
  const ids = inner?.split(' or ').map((part) => /^id eq '([^']+)'$/.exec(part.trim())?.[1]);
  if (!ids?.every((id) => id !== undefined)) throw unreadable('$expand');
  return ids;
}

/** $filter by an extended property (its name exactly, its value in any case) or by the start. */
export function readFilter(query: URLSearchParams): (event: StoredEvent) => boolean {
  const filter = query.get('$filter');
  if (filter === null) return () => true;
  const any = /^singleValueExtendedProperties\/Any\((\w+): *\1\/id eq '([^']+)' and \1\/value eq '([^']*)'\)$/i.exec(
    filter,
  );
  if (any) {
    const [, , id = '', value = ''] = any;
    return (event) => event.properties.get(id)?.toLowerCase() === value.toLowerCase();
  }
  const start = /^start\/dateTime (ge|lt) '([^']+)'$/.exec(filter);
  if (!start) throw unreadable('$filter');
  const bound = instant(start[2] ?? null);
  return (event) => instants(event.fields).start < bound === (start[1] === 'lt');
}

const unreadable = (part: string) =>
  new GraphFailure(400, 'RequestBroker--ParseUri', `Syntax error: character is not valid in '${part}'.`);

/** Graph changes by delta come whole: these options are refused there. */
export function refuseOptions(query: URLSearchParams): void {
  for (const option of ['$select', '$expand', '$filter', '$orderby', '$search', '$top'])
    if (query.has(option))
      throw new GraphFailure(
        400,
        'ErrorInvalidUrlQuery',
        `The query option '${option}' is not supported with change tracking.`,
      );
}

export function readWindow(query: URLSearchParams) {
  const window = { from: instant(query.get('startDateTime')), to: instant(query.get('endDateTime')) };
  if (window.to - window.from > 1825 * 86_400_000) {
    const message = 'The requested range is more than 1825 days.';
    throw new GraphFailure(400, 'ErrorInvalidRequest', message);
  }
  if (window.to < window.from) throw new GraphFailure(400, 'ErrorInvalidParameter', 'The end is before the start.');
  return window;
}

/** Calendar objects as jCal (RFC 7265), the form in which ical.js parses them. */
import ICAL from 'ical.js';
import { UnreadableObject } from './problems.ts';

export type JProperty = [
  name: string,
  parameters: Record<string, string | string[]>,
  type: string,
  ...values: unknown[],
];
export type JComponent = [name: string, properties: JProperty[], components: JComponent[]];

/** The VCALENDAR of a calendar object (RFC 4791 §4.1: there is exactly one). */
export function parseCalendar(text: string): JComponent {
  let parsed: JComponent;
  try {
    parsed = ICAL.parse(text) as unknown as JComponent;
  } catch (cause) {
    // The parser's message quotes the line it failed on.
    throw new UnreadableObject(`not iCalendar (${cause instanceof Error ? cause.name : typeof cause})`);
  }
  if (parsed[0] !== 'vcalendar') throw new UnreadableObject('not one VCALENDAR');
  return parsed;
}

export const childrenOf = (component: JComponent, name: string): JComponent[] =>
  component[2].filter((child) => child[0] === name);

export const propertiesOf = (component: JComponent, name: string): JProperty[] =>
  component[1].filter((property) => property[0] === name);

export const propertyOf = (component: JComponent, name: string): JProperty | undefined =>
  component[1].find((property) => property[0] === name);

/** The first value of the property as text, or null. */
export function textOf(component: JComponent, name: string): string | null {
  const value = propertyOf(component, name)?.[3];
  return value === undefined ? null : String(value);
}

export function parameterOf(property: JProperty, name: string): string | null {
  const value = property[1][name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

/**
 * Our name for the event of a visit in one calendar: "cs", 32 hex digits, "g", a generation. It is made of the two ids
 * alone, so every try to create the event uses the same one, and with the connection at hand it can be read backwards.
 * A generation is added whenever an event is made anew after somebody deleted it: providers never give an id again.
 */
export const identityPattern = /^cs([0-9a-f]{32})g(\d{1,4})$/;

export function identityOf(appointmentId: string, connectionId: string, generation: number): string {
  return `cs${mix(appointmentId, connectionId)}g${generation}`;
}

/** The visit an identity stands for in this connection; null for what is not of our making. Tells nothing about another connection. */
export function visitOf(identity: string, connectionId: string): { appointmentId: string; generation: number } | null {
  const [, mixed, generation] = identityPattern.exec(identity) ?? [];
  if (!mixed || generation === undefined) return null;
  const hex = mix(mixed, connectionId);
  const appointmentId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { appointmentId, generation: Number(generation) };
}

/** Exclusive or of two uuids: for a given connection, different visits never meet, and mixing again undoes it. */
function mix(a: string, b: string): string {
  const mixed = BigInt(`0x${a.replaceAll('-', '')}`) ^ BigInt(`0x${b.replaceAll('-', '')}`);
  return mixed.toString(16).padStart(32, '0');
}

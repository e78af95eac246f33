import { windowsZones } from '#shared/core/recurrence/windows-zones.ts';

const known = new Map<string, string | undefined>();

/**
 * The zone that a TZID means: an IANA name, one after a producer's own prefix ("/mozilla.org/20050126_1/Europe/Zurich"), or
 * the one that Windows calls so. Undefined for a name that nobody but its file knows.
 */
export function icsZone(tzid: string): string | undefined {
  if (!known.has(tzid)) {
    // A file may name thousands.
    if (known.size > 500) known.clear();
    known.set(tzid, find(tzid.trim().replace(/^"(.*)"$/, '$1')));
  }
  return known.get(tzid);
}

function find(name: string): string | undefined {
  if (name.length > 200) return undefined;
  const windows = windowsZones[name];
  if (windows !== undefined && isZone(windows)) return windows;
  const parts = name.split('/');
  const tails = name.startsWith('/') ? [2, 3, 4].map((from) => parts.slice(from).join('/')) : [name];
  return tails.find(isZone);
}

/** Names of places and UTC; an abbreviation such as EST says too little, and an offset such as +02:00 is no zone. */
function isZone(name: string): boolean {
  if (!/^(?:[A-Za-z_]+\/[\w+/-]+|UTC|GMT)$/.test(name)) return false;
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** A time zone by the name of its city. */

const spanish: Record<string, string> = {
  Athens: 'Atenas',
  Berlin: 'Berlín',
  Brussels: 'Bruselas',
  Cairo: 'El Cairo',
  Chicago: 'Chicago',
  Copenhagen: 'Copenhague',
  Dublin: 'Dublín',
  Istanbul: 'Estambul',
  Jerusalem: 'Jerusalén',
  Lisbon: 'Lisboa',
  London: 'Londres',
  Los_Angeles: 'Los Ángeles',
  Mexico_City: 'Ciudad de México',
  Moscow: 'Moscú',
  New_York: 'Nueva York',
  Paris: 'París',
  Rome: 'Roma',
  Stockholm: 'Estocolmo',
  Sydney: 'Sídney',
  Tokyo: 'Tokio',
  Vienna: 'Viena',
  Warsaw: 'Varsovia',
  Zurich: 'Zúrich',
};

/** "New York"; a zone without a city (UTC, Etc/GMT+5) by its distance from Greenwich at that instant: "GMT-5". */
export function cityOf(zone: string, language: 'en' | 'es', at: Date): string {
  const name = zone.includes('/') ? zone : new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  const city = name.slice(name.lastIndexOf('/') + 1);
  if (!name.includes('/') || name.startsWith('Etc/')) return offsetOf(zone, at);
  return (language === 'es' ? spanish[city] : undefined) ?? city.replaceAll('_', ' ');
}

function offsetOf(timeZone: string, at: Date): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' }).formatToParts(at);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value;
  return name === undefined || name === 'GMT' ? 'UTC' : name;
}

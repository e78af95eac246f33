/** The stable key of a new appointment type, made from its name and unlike every key there is. */
const longest = 60;

export function keyFromName(name: string, taken: readonly string[]): string {
  const words = name
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_0-9]+|_+$/g, '');
  // A name without any Latin letter still needs a key.
  const base = words === '' ? 'visit' : words;
  const used = new Set(taken);
  for (let number = 1; ; number++) {
    const ending = number === 1 ? '' : `_${number}`;
    const key = base.slice(0, longest - ending.length).replace(/_+$/, '') + ending;
    if (!used.has(key)) return key;
  }
}

/** Which addresses of the internet a server that a person typed in may have: nothing of the machine's own networks. */

const forbidden4: [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

function number4(address: string): number | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address)?.slice(1).map(Number);
  if (!parts?.every((part) => part <= 255)) return null;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

function isPublic4(address: number): boolean {
  return !forbidden4.some(([network, bits]) => {
    const size = 2 ** (32 - bits);
    return Math.floor(address / size) === Math.floor((number4(network) ?? 0) / size);
  });
}

/** The eight groups of an IPv6 address, or null. */
function groups6(address: string): number[] | null {
  const [text = ''] = address.replace(/^\[|\]$/g, '').split('%');
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const embedded = dotted ? number4(dotted[2] ?? '') : 0;
  if (embedded === null) return null;
  const plain = dotted ? `${dotted[1]}${(embedded >>> 16).toString(16)}:${(embedded & 0xffff).toString(16)}` : text;
  const halves = plain.split('::');
  if (halves.length > 2) return null;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  return groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
    ? groups.map((group) => Number.parseInt(group, 16))
    : null;
}

/**
 * Only global unicast of IPv6 (2000::/3) is public, without Teredo, 6to4 and documentation; so unique local, link-local,
 * mapped and translated addresses are not.
 */
function isPublic6([first = 0, second = 0]: number[]): boolean {
  if (first < 0x2000 || first > 0x3fff) return false;
  return first !== 0x2002 && !(first === 0x2001 && (second < 0x200 || second === 0xdb8)) && first !== 0x3fff;
}

/** True for an address that anybody can reach; false for every other and for what is no address. */
export function isPublicAddress(address: string): boolean {
  const four = number4(address);
  if (four !== null) return isPublic4(four);
  const six = groups6(address);
  return six !== null && isPublic6(six);
}

/** An address in place of a host's name, as it stands in a URL; else null. */
export function literalAddress(hostname: string): string | null {
  if (hostname.startsWith('[')) return hostname.slice(1, -1);
  return number4(hostname) === null ? null : hostname;
}

import { expect, test } from 'vitest';
import { isPublicAddress } from './address.ts';

test.each([
  '8.8.8.8',
  '17.248.146.1',
  '100.63.255.255',
  '100.128.0.1',
  '172.15.0.1',
  '172.32.0.1',
  '192.169.0.1',
  '2620:149:a0c::1',
  '2a00:1450:4001::5',
  '2001:4860:4860::8888',
])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  ['loopback', '127.0.0.1'],
  ['loopback', '127.255.0.9'],
  ['loopback', '::1'],
  ['this host', '0.0.0.0'],
  ['this host', '::'],
  ['private', '10.1.2.3'],
  ['private', '172.16.0.1'],
  ['private', '172.31.255.255'],
  ['private', '192.168.1.1'],
  ['carrier-grade NAT', '100.64.0.1'],
  ['carrier-grade NAT', '100.127.255.255'],
  ['link-local, with the metadata service', '169.254.169.254'],
  ['link-local', 'fe80::1'],
  ['link-local with a zone', 'fe80::1%eth0'],
  ['unique local', 'fd12:3456::1'],
  ['metadata service', 'fd00:ec2::254'],
  ['IPv4 mapped', '::ffff:10.0.0.1'],
  ['IPv4 mapped, of a public one, too', '::ffff:8.8.8.8'],
  ['IPv4 mapped in hexadecimal', '::ffff:7f00:1'],
  ['translated', '64:ff9b::7f00:1'],
  ['6to4', '2002:7f00:1::'],
  ['Teredo', '2001:0:4136:e378::'],
  ['documentation', '2001:db8::1'],
  ['multicast', '224.0.0.1'],
  ['multicast', 'ff02::1'],
  ['reserved', '240.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['benchmarks', '198.19.0.1'],
  ['no address', 'example.org'],
  ['no address', '1.2.3'],
  ['no address', '1.2.3.999'],
  ['no address', '2620::1::2'],
  ['no address', ''],
])('%s: %s is not public', (_, address) => {
  expect(isPublicAddress(address)).toBe(false);
});

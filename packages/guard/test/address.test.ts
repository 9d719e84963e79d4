import { isIP } from 'node:net';
import { addressKey } from '@fedzk/guard';
import { cases, Dice } from '@fedzk/testkit/random';
import { expect, it } from 'vitest';

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::1', '0:0:0:0::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:DB8:0:0:FFFF:ffff:ffff:ffff', '2001:db8:0:0::/64'],
  ['[2001:db8::1]', '2001:db8:0:0::/64'],
  ['fe80::1%eth0.5', 'fe80:0:0:0::/64'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::ffff:c000:201', '192.0.2.1'],
  ['0:0:0:0:0:FFFF:192.0.2.1', '192.0.2.1'],
  ['64:ff9b::192.0.2.1', '192.0.2.1'],
  ['64:ff9b::c633:6409', '198.51.100.9'],
  ['64:ff9b:1::192.0.2.1', '64:ff9b:1:0::/64'],
  ['64:ff9b::1:192.0.2.1', '64:ff9b:0:0::/64'],
  ['::192.0.2.1', '0:0:0:0::/64'],
  ['192.0.2.1:8080', '192.0.2.1'],
  ['[2001:db8::1]:443', '2001:db8:0:0::/64'],
  ['[::ffff:192.0.2.1]:443', '192.0.2.1'],
])('%s has the key %s', (address, key) => {
  expect(addressKey(address)).toBe(key);
});

it('has one key for a network, and another for the next', () => {
  expect(addressKey('2001:db8:0:1::1')).toBe(addressKey('2001:db8:0:1:ffff::'));
  expect(addressKey('2001:db8:0:1::1')).not.toBe(addressKey('2001:db8:0:2::1'));
  expect(addressKey('2001:db8:0:1ff::1', { ipv6Prefix: 56 })).toBe('2001:db8:0:100::/56');
  expect(addressKey('2001:db8::1', { ipv6Prefix: 48 })).toBe('2001:db8:0::/48');
  expect(addressKey('2001:db8::1', { ipv6Prefix: 128 })).toBe('2001:db8:0:0:0:0:0:1/128');
});

it.each([
  '',
  'localhost',
  '1.2.3',
  '1.2.3.256',
  '01.2.3.4',
  '1.2.3.4:',
  '1.2.3.4:123456',
  '1.2.3.4:80:80',
  '[1.2.3.4]:80',
  '[::1]80',
  '[::1]:x',
  '1.2.3.4, 5.6.7.8',
  ':::',
  '1::2::3',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7::8',
  '12345::',
  '1.2.3.4::',
  '::1.2.3.4.5',
  '[::1',
  'x'.repeat(1e6),
])('%j is no address', (text) => {
  expect(addressKey(text)).toBeUndefined();
});

it('reads what Node reads, and a port after an IPv4 address', () => {
  const dice = new Dice(3);
  for (let i = 0; i < cases(20_000); i++) {
    const length = 1 + dice.upTo(12);
    const text = Array.from({ length }, () =>
      dice.pick([':', '::', '1', 'ab', 'ffff', '0', '1.2.3.4', '.', '255', 'g']),
    ).join('');
    expect([text, addressKey(text) !== undefined]).toEqual([
      text,
      isIP(text.replace(/^([\d.]+):\d{1,5}$/, '$1')) !== 0,
    ]);
  }
});

it.each([undefined, 1, null, {}])('refuses %j', (address) => {
  expect(() => addressKey(address as never)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
});

it.each([0, 65, 130, 64.5, '64'])('refuses a prefix of %j', (ipv6Prefix) => {
  expect(() => addressKey('::1', { ipv6Prefix: ipv6Prefix as never })).toThrow(
    expect.objectContaining({ code: 'invalid-argument' }),
  );
});

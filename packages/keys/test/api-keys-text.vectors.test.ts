/** The text of API keys, against Node's CRC-32 and HMAC and a base 62 of big integers: code of others. */
import { createHmac } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { API_KEY_PATTERN } from '@fedzk/keys/api-keys';
import { describe, expect, it } from 'vitest';
import { checksum, drawId, drawKey, messageOf, readKey } from '../src/api-keys/key-text.js';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function base62(number: number): string {
  let [left, text] = [BigInt(number), ''];
  for (; left > 0n; left /= 62n) text = DIGITS.charAt(Number(left % 62n)) + text;
  return text.padStart(6, '0');
}

const FIXED = `fedzk_live_${'0Az'.repeat(4)}_${`${'Zz9'.repeat(14)}0`}`;

describe('the checksum', () => {
  it('is CRC-32/ISO-HDLC: its check value is 0xCBF43926', () => {
    expect(checksum('123456789')).toBe(base62(0xcbf4_3926));
    expect(checksum('')).toBe('000000');
  });

  it('is that of zlib, also where it has few digits', () => {
    for (let i = 0; i < 2000; i++) {
      const text = `fedzk_live_${i}`;
      expect(checksum(text)).toBe(base62(crc32(text)));
    }
  });

  it('covers each character before the last "_"', () => {
    const key = `${FIXED}_${checksum(FIXED)}`;
    expect(readKey(key)).toEqual({ env: 'live', id: '0Az0Az0Az0Az' });
    for (let i = 11; i < 67; i++) {
      if (key[i] === '_') continue;
      const other = `${key.slice(0, i)}${key[i] === '5' ? '6' : '5'}${key.slice(i + 1)}`;
      expect(readKey(other), `at ${i}`).toBe('checksum');
    }
    expect(readKey(key.replace('live', 'test'))).toBe('checksum');
  });
});

describe('a key', () => {
  it('has 74 characters in the form of the pattern', () => {
    for (let i = 0; i < 200; i++) {
      const id = drawId();
      const key = drawKey('test', id);
      expect(key).toMatch(/^fedzk_test_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/);
      expect(key.length).toBe(74);
      expect(key.slice(68)).toBe(base62(crc32(key.slice(0, 67))));
      expect(readKey(key)).toEqual({ env: 'test', id });
    }
  });

  it('has each digit about as often: bytes from 248 on are drawn again', () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 2000; i++)
      for (const digit of drawKey('live', 'a'.repeat(12)).slice(24, 67))
        counts.set(digit, (counts.get(digit) ?? 0) + 1);
    expect(counts.size).toBe(62);
    // 1,387 each; with a remainder of 256 the first eight digits would have 1,680, 8 standard deviations more.
    for (const count of counts.values()) expect(Math.abs(count - 1387)).toBeLessThan(220);
  });

  it('is found by the pattern in a log, which has no state', () => {
    const key = drawKey('live', drawId());
    const line = `authorization: Bearer ${key}, again ${key}`;
    expect(line.replace(new RegExp(API_KEY_PATTERN, 'g'), '[API key]')).toBe(
      'authorization: Bearer [API key], again [API key]',
    );
    expect([API_KEY_PATTERN.test(key), API_KEY_PATTERN.test(key), API_KEY_PATTERN.flags]).toEqual([true, true, '']);
  });

  it('has an HMAC over its label, environment, id and secret', () => {
    const key = `${FIXED}_${checksum(FIXED)}`;
    const [, env, id, secret] = key.split('_');
    const message = Buffer.from(['fedzk-apikey-v1', env, id, secret].join('\0'));
    expect(Buffer.from(messageOf(key))).toEqual(message);
    const mac = (bytes: Uint8Array): string => createHmac('sha256', 'k').update(bytes).digest('hex');
    expect(mac(messageOf(key))).toBe(mac(message));
  });
});

it.each([
  ...[undefined, null, 1, {}, [], Symbol('x'), '', 'fedzk_live_', new Uint8Array(74)],
  ...[`${FIXED}_00000`, `${FIXED}_0000000`, `${FIXED}_00000_`, ` ${FIXED}_00000`, `${FIXED}_00000\n`],
  ...[`${FIXED.replace('live', 'prod')}_000000`, `${FIXED.replace('fedzk', 'FEDZK')}_000000`],
  `${FIXED.slice(0, -1)}é_000000`,
])('%o is malformed', (presented) => {
  expect(readKey(presented)).toBe('malformed');
});

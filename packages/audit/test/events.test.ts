/** What an event may be, and what makes one. */
import { createHmac } from 'node:crypto';
import { describe as describeValue } from '@fedzk/core';
import { errorOf } from '@fedzk/testkit/errors';
import { cases } from '@fedzk/testkit/random';
import { describe, expect, it } from 'vitest';
import { proofGenerationEvent, securityEvent, verificationEvent } from '../src/events/build.js';
import { decodeEvent, encodeEvent } from '../src/events/entry.js';
import type { AuditEntry, AuditEvent } from '../src/events/event.js';
import { pseudonym } from '../src/events/pseudonym.js';
import { UuidV7 } from '../src/events/uuid.js';
import { ID, NOW, TIME } from './support/events.js';

const EVENT: AuditEvent = { user_id: 'alice', operation: 'login', resource: 'system', result: 'success' };
const HASH = 'ab'.repeat(32);
const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

function encode(event: unknown): Uint8Array {
  return encodeEvent(event as AuditEvent, { now: NOW, id: ID });
}

function entry(event: AuditEvent): AuditEntry | undefined {
  return decodeEvent(encode(event));
}

const BAD_LINES = ['', 1, null, {}, 'a\nb', 'a\0', '\u007f', '\u0085', '\u2028', '\u2029', '\ud800', 'a\udc00', '\t'];
const BAD_NAMES = ['', 'Login', '1a', '_a', 'a b', 'a-b', 'a.', '.a', 'a..b', 'a\n', 'é', 'a'.repeat(257), 1, null];
const BAD_HASHES = ['', HASH.slice(1), `${HASH}0`, HASH.toUpperCase(), `${HASH}\n`, 'g'.repeat(64), 1, null];

const bad: readonly (readonly [string, readonly unknown[]])[] = [
  ['user_id', [...BAD_LINES, undefined, 'x'.repeat(257), HASH, HASH.toUpperCase()]],
  ['resource', [...BAD_LINES, undefined, 'x'.repeat(257)]],
  ['actor', [...BAD_LINES, 'x'.repeat(257)]],
  ['session', [...BAD_LINES, 'x'.repeat(257)]],
  ['source', [...BAD_LINES, 'x'.repeat(257)]],
  ['reason', [...BAD_LINES, 'x'.repeat(1025)]],
  ['operation', [...BAD_NAMES, undefined]],
  ['category', BAD_NAMES],
  ['result', [undefined, null, '', 'ok', 'Success', true, ['success']]],
  ['severity', ['', 'debug', 'HIGH', 3, null]],
  ['id', ['', ID.toUpperCase(), ID.replace('-7', '-4'), ID.replace('-8', '-c'), `${ID}\n`, 1, null]],
  [
    'time',
    [
      '2026-01-31',
      '2026-02-30T00:00:00.000Z',
      '2026-01-31T24:00:00.000Z',
      '2026-01-31T12:00:60.000Z',
      '2026-01-31T12:00:00Z',
      '2026-01-31T12:00:00.000+00:00',
      '2026-01-31t12:00:00.000z',
      '+02026-01-31T12:00:00.000Z',
      NOW,
      new Date(NOW),
      null,
    ],
  ],
  [
    'trace',
    [
      TRACE.toUpperCase(),
      TRACE.replace('00-', 'ff-'),
      TRACE.replace('4bf92f3577b34da6a3ce929d0e0e4736', '0'.repeat(32)),
      TRACE.replace('00f067aa0ba902b7', '0'.repeat(16)),
      `${TRACE}-00`,
      '',
      1,
    ],
  ],
  ['duration_us', [-1, 0.5, 2 ** 53, Number.NaN, '1', 1n, null]],
  ['proof', [{}, null, HASH, 1]],
  ['details', ['', null, [], 1]],
];

it('an id of UUID version 8, which is derived from what happened, is kept; other versions and variants are refused', () => {
  for (const variant of ['8', '9', 'a', 'b']) {
    const id = `a1b2c3d4-e5f6-8789-${variant}bcd-ef0123456789`;
    expect(entry({ ...EVENT, id })?.id).toBe(id);
    expect(encode({ ...EVENT, id })).toEqual(encode({ ...EVENT, id }));
  }
  for (const id of [
    ...['1', '2', '3', '4', '5', '6', '9', 'f'].map((version) => `a1b2c3d4-e5f6-${version}789-8bcd-ef0123456789`),
    ...['0', '7', 'c', 'f'].map((variant) => `a1b2c3d4-e5f6-8789-${variant}bcd-ef0123456789`),
    'A1B2C3D4-E5F6-8789-8BCD-EF0123456789',
    'a1b2c3d4e5f687898bcdef0123456789',
  ]) {
    expect(errorOf(() => encode({ ...EVENT, id }))?.code).toBe('invalid-argument');
  }
});

describe.each(bad)('%s', (name, values) => {
  it.each(values.map((value) => ({ value, shown: JSON.stringify(describeValue(value)) })))(
    'refuses $shown',
    ({ value }) => {
      const error = errorOf(() => encode({ ...EVENT, [name]: value }));
      expect(error?.code).toBe('invalid-argument');
      expect(error?.message).toMatch(new RegExp(`^"${name}" expected `));
      expect(error?.message.length).toBeLessThan(260);
    },
  );
});

it.each(['circuit_hash', 'vk_hash', 'public_inputs_hash', 'proof_hash'])('proof.%s is a hash', (name) => {
  expect(entry({ ...EVENT, proof: { [name]: HASH } })?.proof).toEqual({ [name]: HASH });
  for (const value of BAD_HASHES) {
    expect(errorOf(() => encode({ ...EVENT, proof: { [name]: value } }))?.message).toMatch(
      `"proof.${name}" expected 64 low`,
    );
  }
});

it('a proof has a system by its name, and was verified or not', () => {
  expect(entry({ ...EVENT, proof: { system: 'groth16', verified: false } })?.proof).toEqual({
    system: 'groth16',
    verified: false,
  });
  for (const proof of [{ system: 'Groth16' }, { verified: 1 }, { verifed: true }]) {
    expect(errorOf(() => encode({ ...EVENT, proof }))?.code).toBe('invalid-argument');
  }
});

it('takes the longest of each', () => {
  const event: AuditEvent = {
    ...EVENT,
    user_id: '漢'.repeat(256),
    operation: 'a'.repeat(256),
    resource: '|'.repeat(256),
    reason: '😀'.repeat(512),
    trace: TRACE,
    duration_us: 2 ** 53 - 1,
  };
  expect(entry(event)).toEqual({ ...event, v: 1, id: ID, time: TIME });
});

it('refuses invalid events and unknown fields', () => {
  for (const event of [null, undefined, 'x', 1, []]) {
    expect(errorOf(() => encode(event))?.code).toBe('invalid-argument');
  }
  expect(errorOf(() => encode({ ...EVENT, detials: {} }))?.message).toMatch(/^"event" expected .*, got "detials"\.$/);
  expect(errorOf(() => encode({ ...EVENT, v: 1 }))?.code).toBe('invalid-argument');
});

it.each([Number.NaN, -1e15, 1e15, '0', undefined])('refuses a clock that says %s', (now) => {
  expect(errorOf(() => encodeEvent(EVENT, { now: now as number, id: ID }))?.message).toMatch(/^"now" expected/);
});

it('says why a bare hash is no pseudonym, and does not echo it', () => {
  const message = errorOf(() => encode({ ...EVENT, user_id: HASH }))?.message;
  expect(message).toMatch(/pseudonym\(tenantKey, userId\)/);
  expect(message).not.toContain(HASH);
});

describe('pseudonym', () => {
  const key = Uint8Array.from({ length: 32 }, (_, i) => i);

  it.each(['alice', 'é漢😀', 'x'.repeat(1000), '\0'])('is the HMAC of %j', async (name) => {
    const value = await pseudonym(key, name);
    expect(value).toBe(`p:${createHmac('sha256', key).update(name).digest('base64url')}`);
    expect(value.length).toBe(45);
    expect(entry({ ...EVENT, user_id: value })?.user_id).toBe(value);
  });

  it('leaves the key alone, and refuses short ones and no names', async () => {
    await pseudonym(key, 'alice');
    expect(key).toEqual(Uint8Array.from({ length: 32 }, (_, i) => i));
    for (const [k, name] of [
      [key.slice(1), 'a'],
      ['k'.repeat(32), 'a'],
      [key, ''],
      [key, '\ud800'],
      [key, 1],
    ] as const) {
      await expect(pseudonym(k as Uint8Array, name as string)).rejects.toMatchObject({ code: 'invalid-argument' });
    }
  });
});

describe('the events of the original', () => {
  it('proof generation', () => {
    const event = proofGenerationEvent({ user_id: 'c1', circuit_type: 'range', success: true, proof_hash: HASH });
    expect(event).toEqual({
      user_id: 'c1',
      operation: 'proof_generation',
      resource: 'circuit:range',
      result: 'success',
      proof: { proof_hash: HASH },
    });
    const more = { duration_us: 3, trace: TRACE, proof: { system: 'groth16', verified: true } };
    const failed = proofGenerationEvent({ user_id: 'c1', circuit_type: 'range', success: false, ...more });
    expect(entry(failed)).toMatchObject({ result: 'failure', ...more });
    const both = proofGenerationEvent({ user_id: 'c1', circuit_type: 'r', success: true, proof_hash: HASH, ...more });
    expect(entry(both)?.proof).toEqual({ ...more.proof, proof_hash: HASH });
  });

  it('verification', () => {
    const event = verificationEvent({ user_id: 'c1', proof_id: '77', success: false, reason: 'equation' });
    expect(entry(event)).toMatchObject({
      operation: 'proof_verification',
      resource: 'proof:77',
      result: 'failure',
      reason: 'equation',
    });
  });

  it('a security event', () => {
    const details = { percent: 97.5 };
    const event = securityEvent({ user_id: 'system', event_type: 'high_cpu_usage', severity: 'medium', details });
    expect(entry(event)).toMatchObject({
      operation: 'security_event',
      resource: 'system',
      result: 'logged',
      severity: 'medium',
      category: 'high_cpu_usage',
      details,
    });
  });

  it('refuses values that it would otherwise write in another form', () => {
    const none = undefined as unknown;
    const id = { user_id: 'c1' };
    const calls = [
      () => proofGenerationEvent({ ...id, circuit_type: none as string, success: true }),
      () => proofGenerationEvent({ ...id, circuit_type: 'r', success: none as boolean }),
      () => verificationEvent({ ...id, proof_id: '', success: true }),
      () => verificationEvent({ ...id, proof_id: 'p', success: 1 as unknown as boolean }),
      () => securityEvent({ ...id, event_type: none as string, severity: 'low' }),
      () => securityEvent({ ...id, event_type: 'x', severity: none as 'low' }),
    ];
    for (const call of calls) expect(errorOf(call)?.code).toBe('invalid-argument');
  });
});

describe('UuidV7', () => {
  const PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

  function timeIn(id: string): number {
    return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
  }

  it('has the time of the example in RFC 9562 §A.6 where it has it', () => {
    const id = new UuidV7().next(0x017f22e279b0);
    expect(id).toMatch(PATTERN);
    expect(id.slice(0, 15)).toBe('017f22e2-79b0-7');
    expect(timeIn(id)).toBe(0x017f22e279b0);
  });

  it('grows, whatever the clock does', () => {
    const ids = new UuidV7();
    let before = '';
    let now = NOW;
    for (let i = 0; i < cases(20_000); i++) {
      if (i % 5000 === 4999) now -= 3_600_000;
      else if (i % 100 === 0) now += 1;
      const id = ids.next(now);
      expect(id > before && PATTERN.test(id)).toBe(true);
      before = id;
    }
  });

  it('runs ahead of the clock by no more than it must', () => {
    const ids = new UuidV7();
    let last = '';
    for (let i = 0; i < 10_000; i++) last = ids.next(NOW);
    // The counter starts below 2,048 of 4,096.
    expect(timeIn(last)).toBeGreaterThanOrEqual(NOW + 2);
    expect(timeIn(last)).toBeLessThanOrEqual(NOW + 5);
    expect(timeIn(ids.next(NOW + 100))).toBe(NOW + 100);
  });

  it('makes no two alike', () => {
    const [a, b] = [new UuidV7(), new UuidV7()];
    const made = new Set<string>();
    for (let i = 0; i < 5000; i++) made.add(a.next(NOW)).add(b.next(NOW));
    expect(made.size).toBe(10_000);
    const tails = new Set([...made].map((id) => id.slice(19)));
    expect(tails.size).toBe(10_000);
  });

  it('refuses a time that does not fit', () => {
    for (const now of [-1, 0.5, 2 ** 48, Number.NaN]) {
      expect(errorOf(() => new UuidV7().next(now))?.code).toBe('invalid-argument');
    }
  });
});

import type { Random } from '@fedzk/testkit/random';
import type { AuditEvent, EventResult, EventSeverity, JsonObject, JsonValue } from '../../src/events/event.js';

/** What some format takes for its own: the end of a row or column, a quote, an escape, a formula. */
const HOSTILE = [
  '|',
  '\\',
  '"',
  ']',
  '=',
  ',',
  ';',
  "'",
  '=cmd()',
  '+1',
  '-1',
  '@x',
  ' ',
  '\\n',
  '\\|',
  '\\u007c',
  ' outcome=success',
  '"] x',
  '[a@1 b="c"]',
  '","',
  'é',
  '漢',
  '😀',
  '\u00a0',
  '＝',
  '\ufeff',
  '\u200b',
  '\u202e',
  '\u2066',
  '\u3164',
  'a',
  'Zz',
  '0',
];
/** What only `details` may have. */
const ENDS = ['\n', '\r\n', '\t', '\u2028', '\u2029', '\u0085', '\u007f', '\u001f', '\b', '\f', '\u000b'];

/** One line, not empty. */
function hostileText(random: Random, most: number, more: readonly string[] = []): string {
  const choices = [...HOSTILE, ...more];
  let text = '';
  for (let i = random.upTo(8); i >= 0; i--) text += choices[random.upTo(choices.length - 1)] ?? '';
  return text.slice(0, most).replace(/\p{Cs}/gu, '?');
}

function json(random: Random, depth: number): JsonValue {
  switch (random.upTo(depth < 7 ? 8 : 6)) {
    case 0:
      return null;
    case 1:
      return random.upTo(1) === 0;
    case 2:
      return random.upTo(1000) - 500;
    case 3:
      return double(random);
    case 7:
      return Array.from({ length: random.upTo(4) }, () => json(random, depth + 1));
    case 8:
      return object(random, depth + 1);
    default:
      return hostileText(random, 100, ENDS);
  }
}

/** Of any exponent, but for integers that I-JSON doesn't have. */
function double(random: Random): number {
  const value = new DataView(random.bytes(8).slice().buffer).getFloat64(0);
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)) ? value : -0;
}

function object(random: Random, depth: number): JsonObject {
  return Object.fromEntries(
    Array.from({ length: random.upTo(5) }, () => [hostileText(random, 20, ENDS), json(random, depth)]),
  );
}

function hex(random: Random, bytes: number): string {
  return Buffer.from(random.bytes(bytes)).toString('hex').replace(/^0+/, '1');
}

function hash(random: Random): string {
  return hex(random, 32).padEnd(64, '0');
}

function pick<T>(random: Random, ...choices: readonly [T, ...T[]]): T {
  return choices[random.upTo(choices.length - 1)] ?? choices[0];
}

/** An event with any of the fields, in any order. */
export function randomEvent(random: Random): AuditEvent {
  const maybe = <T>(name: string, value: T) => (random.upTo(1) === 0 ? { [name]: value } : {});
  const fields = {
    ...maybe('details', object(random, 1)),
    ...maybe('reason', hostileText(random, 1024)),
    user_id: hostileText(random, 256),
    operation: pick(random, 'proof_generation', 'key_put', 'security_event', 'user.login', 'sign_out', 'a'),
    resource: hostileText(random, 256),
    result: pick<EventResult>(random, 'success', 'failure', 'denied', 'error', 'logged'),
    ...maybe('duration_us', random.upTo(2 ** 32 - 2)),
    ...maybe('actor', hostileText(random, 256)),
    ...maybe('session', hostileText(random, 256)),
    ...maybe('source', pick(random, hostileText(random, 256), '192.0.2.1', '2001:db8::1')),
    ...maybe('trace', `00-${hex(random, 16).padEnd(32, '0')}-${hex(random, 8).padEnd(16, '0')}-01`),
    ...maybe('severity', pick<EventSeverity>(random, 'low', 'medium', 'high', 'critical')),
    ...maybe('category', 'high_cpu_usage'),
    ...maybe('proof', {
      verified: random.upTo(1) === 0,
      ...maybe('system', 'groth16'),
      ...maybe('proof_hash', hash(random)),
      ...maybe('vk_hash', hash(random)),
      ...maybe('circuit_hash', hash(random)),
      ...maybe('public_inputs_hash', hash(random)),
    }),
  };
  const names = Object.keys(fields) as (keyof typeof fields)[];
  for (let i = names.length - 1; i > 0; i--) {
    const j = random.upTo(i);
    const [a, b] = [names[i], names[j]];
    if (a !== undefined && b !== undefined) [names[i], names[j]] = [b, a];
  }
  return Object.fromEntries(names.map((name) => [name, fields[name]])) as unknown as AuditEvent;
}

export const ID = '019ae2f0-1c00-7abc-8def-0123456789ab';
export const TIME = '2026-01-31T12:00:00.000Z';
export const NOW: number = Date.parse(TIME);

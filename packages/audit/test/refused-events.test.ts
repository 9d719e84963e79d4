/** What `append` refuses, by the place where it is; and what only the log itself says. */
import { type AuditEvent, AuditLog, createSigner, memoryStorage, type Signer } from '@fedzk/audit';
import { beforeEach, describe, expect, it } from 'vitest';

const EVENT = { user_id: 'u', operation: 'login', resource: 'system', result: 'success' } as const;

let log: AuditLog;
let signer: Signer;

beforeEach(async () => {
  signer = await createSigner('example.com/refused');
  log = await AuditLog.open(memoryStorage(), { origin: signer.name, signer });
});

async function messageOf(event: unknown): Promise<string> {
  const error = await log.append(event as AuditEvent).then(
    () => new Error('it was taken'),
    (refused: unknown) => refused as Error & { code?: string },
  );
  expect(log.size).toBe(0);
  expect('code' in error ? error.code : error.message).toBe('invalid-argument');
  return error.message;
}

describe('a value that JSON does not have is named by its place', () => {
  it.each([
    ['NaN', { a: Number.NaN }, 'details.a', 'NaN'],
    ['infinity', { a: { b: [1, Number.POSITIVE_INFINITY] } }, 'details.a.b[1]', 'Infinity'],
    ['an integer that I-JSON has not', { a: 2 ** 53 }, 'details.a', '9007199254740992'],
    ['undefined', { a: undefined }, 'details.a', 'undefined'],
    ['a hole', { a: new Array(2) }, 'details.a[0]', 'undefined'],
    ['a bigint', { list: [[1n]] }, 'details.list[0][0]', '1n'],
    ['a function', { a: { toJSON: () => 1 } }, 'details.a.toJSON', 'a function'],
    ['a symbol', { a: Symbol('x') }, 'details.a', 'a symbol'],
    ['a Date', { when: new Date(0) }, 'details.when', 'an object (Date)'],
    ['a Map', { a: [new Map()] }, 'details.a[0]', 'an object (Map)'],
    ['an Error', { error: new Error('x') }, 'details.error', 'an object (Error)'],
    ['a string object', { a: Object('x') }, 'details.a', 'an object (String)'],
    ['bytes', { a: new Uint8Array(3) }, 'details.a', 'a Uint8Array of 3'],
    ['an object of a class', { a: new (class Thing {})() }, 'details.a', 'an object'],
    ['a lone surrogate', { a: { text: 'x\udc00' } }, 'details.a.text', '"x\\udc00"'],
    ['U+0000', { a: ['\0'] }, 'details.a[0]', '"\\u0000"'],
    ['a name with a lone surrogate', { a: { '\ud800': 1 } }, 'details.a["\\ud800"]', '"\\ud800"'],
    ['under a name with spaces', { 'two words': Number.NaN }, 'details["two words"]', 'NaN'],
    ['under a long name', { ['n'.repeat(1000)]: 1n }, `details["${'n'.repeat(40)}…" (1000 characters)]`, '1n'],
    ['under the prototype’s name', JSON.parse('{"__proto__":{"a":1e999}}'), 'details.__proto__.a', 'Infinity'],
  ])('%s', async (_, details, place, got) => {
    const message = await messageOf({ ...EVENT, details });
    expect(message.startsWith(`"${place}" expected `), message).toBe(true);
    expect(message.endsWith(`, got ${got}.`), message).toBe(true);
  });

  it.each([
    ['duration_us', { duration_us: 1n }, '1n'],
    ['time', { time: new Date(0) }, 'an object'],
    ['user_id', { user_id: 'a\ud800' }, '"a\\ud800"'],
    ['details', { details: new Map() }, 'an object (Map)'],
    ['details', { details: [] }, 'an array of 0'],
    ['proof.vk_hash', { proof: { vk_hash: new Uint8Array(32) } }, 'a Uint8Array of 32'],
    ['proof.verified', { proof: { verified: 'yes' } }, '"yes"'],
  ])('in the field %s', async (place, fields, got) => {
    const message = await messageOf({ ...EVENT, ...fields });
    expect(message.startsWith(`"${place}" expected `), message).toBe(true);
    expect(message.endsWith(`, got ${got}.`), message).toBe(true);
  });

  it('values that are nested too deeply are named too', async () => {
    const nested = { a: { a: { a: { a: { a: { a: { a: { a: {} } } } } } } } };
    expect(await messageOf({ ...EVENT, details: nested })).toMatch(
      /^"details(?:\.a){8}" expected objects and arrays at most 8/,
    );
    const round: Record<string, unknown> = {};
    round.round = round;
    expect(await messageOf({ ...EVENT, details: round })).toMatch(
      /^"details(?:\.round){8}" expected objects and arrays at most 8/,
    );
  });

  it('an argument that throws when it is read is invalid', async () => {
    const throwing = (error: unknown) => ({
      get x(): never {
        throw error;
      },
    });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const message = (name: string): string => `"${name}" expected an object whose fields can be read; one throws.`;
    expect(await messageOf(proxy)).toBe(message('event'));
    for (const details of [proxy, throwing(new Error('boom')), throwing(null)]) {
      expect(await messageOf({ ...EVENT, details })).toBe(message('details'));
    }
  });
});

describe('what the log itself says', () => {
  it.each(['log.prune', 'log.epoch', 'privacy.erase'])('%s can be appended by nobody else', async (operation) => {
    const message = await messageOf({ ...EVENT, operation });
    expect(message).toMatch(/^"operation" expected an operation other than log\.epoch, log\.prune, privacy\.erase/);
    // A getter is asked once: what was looked at is what is written.
    const answers = ['login', operation];
    const shifty = {
      ...EVENT,
      get operation() {
        return answers.shift();
      },
    };
    const { index } = await log.append(shifty as AuditEvent);
    expect(JSON.parse(new TextDecoder().decode(await log.read(index)))).toMatchObject({ operation: 'login' });
  });

  it('cannot be appended to a log that seals either', async () => {
    const keys = { keyOf: async () => new Uint8Array(32), find: async () => undefined, destroy: async () => undefined };
    log = await AuditLog.open(memoryStorage(), { origin: signer.name, signer, privacy: { keys } });
    expect(await messageOf({ ...EVENT, operation: 'privacy.erase' })).toMatch(
      /^"operation" expected an operation other than /,
    );
    await log.erase('u');
    expect(log.size).toBe(2);
  });

  it('names that only begin so are anybody’s', async () => {
    for (const operation of ['log.pruned', 'log.epochs', 'privacy.erased', 'log', 'log.gap']) {
      await log.append({ ...EVENT, operation });
    }
    expect(log.size).toBe(5);
  });
});

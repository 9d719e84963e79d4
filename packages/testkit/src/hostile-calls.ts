// Arguments that no honest caller passes, and the results of calls with them.

import { runInNewContext } from 'node:vm';

const LONG = 'a long array of nothing';

/** Makes the arguments, by name. Some throw when they are read, so each is made anew for a call. */
export const HOSTILE: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  true: () => true,
  'not a number': () => Number.NaN,
  'a negative number': () => -1,
  'a huge number': () => 1e308,
  'an unsafe integer': () => 2 ** 53,
  'a bigint': () => 2n ** 4096n,
  'an empty string': () => '',
  'a string': () => 'text',
  'half a surrogate pair': () => '\ud800',
  'a symbol': () => Symbol('hostile'),
  'a function': () => () => undefined,
  'a function that throws': () => () => {
    throw new Hostile('of a function');
  },
  'an empty object': () => ({}),
  'an object without prototype': () => Object.create(null),
  'an empty array': () => [],
  [LONG]: () => new Array(2 ** 32 - 1),
  'a cyclic object': () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    return cyclic;
  },
  'a cyclic array': () => {
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    return cyclic;
  },
  'an object that throws': () =>
    new Proxy(
      {},
      {
        get() {
          throw new Hostile('of a getter');
        },
        has() {
          throw new Hostile('of has');
        },
        ownKeys() {
          throw new Hostile('of ownKeys');
        },
        getPrototypeOf() {
          throw new Hostile('of getPrototypeOf');
        },
      },
    ),
  'an object whose every property throws': () =>
    new Proxy(
      {},
      {
        get() {
          throw new Hostile('of a getter');
        },
      },
    ),
  'an object that says it has everything': () =>
    new Proxy({}, { get: (_, key) => (key === 'then' ? undefined : () => undefined) }),
  'an object that does not become a string': () => ({
    toString() {
      throw new Hostile('of toString');
    },
    [Symbol.toPrimitive]() {
      throw new Hostile('of toPrimitive');
    },
  }),
  'a revoked proxy': () => revoked({}),
  'a revoked array': () => revoked([]),
  'a proxy of bytes': () => new Proxy(new Uint8Array(32), {}),
  'an array that throws': () =>
    new Proxy([1], { get: (of, key) => (key === 'length' ? 1 : Reflect.get(revoked({}), key, of)) }),
  'an array of another realm': () => runInNewContext('[1, 2, 3]'),
  'an object of another realm': () => runInNewContext('({ a: 1 })'),
  'bytes of another realm': () => runInNewContext('new Uint8Array(32)'),
  bytes: () => new Uint8Array(32),
  'other numbers': () => new Int16Array(5),
  'bytes that are detached': () => {
    const bytes = new Uint8Array(32);
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
    return bytes;
  },
  'bytes in shared memory': () => new Uint8Array(new SharedArrayBuffer(32)),
  'bytes in memory that has shrunk': () => {
    const memory = new ArrayBuffer(64, { maxByteLength: 64 });
    const bytes = new Uint8Array(memory, 32);
    memory.resize(8);
    return bytes;
  },
  'an impostor of bytes': () => Object.create(Uint8Array.prototype),
  'a map': () => new Map(),
  'a date that is none': () => new Date(Number.NaN),
  'a promise': () => Promise.resolve(),
};

/** What a hostile argument throws. */
export class Hostile extends RangeError {}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** Right arguments around a hostile one. */
export interface Around {
  readonly before?: readonly unknown[];
  readonly after?: readonly unknown[];
}

/** A function to call, and what to pass before the hostile arguments. */
export interface Callee {
  readonly name: string;
  call(...given: readonly unknown[]): unknown;
  /** What goes before and after the hostile argument, which then is one; without it there are one, two or three. */
  readonly around?: Around;
}

/** Everything of a module that can be called: its functions, its classes and their static methods. */
export function calleesOf(entry: string, module: object, around: Readonly<Record<string, Around>> = {}): Callee[] {
  return Object.entries(module).flatMap(([name, value]): Callee[] => {
    if (typeof value !== 'function') return [];
    const whole = `${entry} ${name}`;
    if (!/^[A-Z]/.test(name)) {
      return [{ name: whole, call: (...given) => value(...given), ...(around[name] && { around: around[name] }) }];
    }
    const methods = Object.getOwnPropertyNames(value).filter((key) => typeof value[key] === 'function');
    return methods.map((key) => ({ name: `${whole}.${key}`, call: (...given) => value[key](...given) }));
  });
}

/**
 * Calls with each hostile argument, once, twice and three times over.
 *
 * @param isOurs whether an error is one that a call may end with
 * @returns what else came out, by callee and argument
 */
export async function rawErrors(callee: Callee, isOurs: (error: unknown) => boolean): Promise<string[]> {
  const raw: string[] = [];
  for (const [what, make] of Object.entries(HOSTILE)) {
    const { before = [], after = [] } = callee.around ?? {};
    for (const times of callee.around === undefined ? [1, 2, 3] : [1]) {
      const given = [...before, ...Array.from({ length: times }, make), ...after];
      const error = await errorOf(callee, given);
      if (error === undefined || isOurs(error.thrown)) continue;
      raw.push(`${callee.name}, ${what} (${times}): ${wordsOf(error.thrown)}`);
    }
  }
  return raw;
}

async function errorOf(callee: Callee, given: readonly unknown[]): Promise<{ readonly thrown: unknown } | undefined> {
  try {
    await settled(callee, given);
    return undefined;
  } catch (thrown) {
    return { thrown };
  }
}

/** A call that takes longer counts as hanging. */
const LIMIT_MS = 20_000;

async function settled(callee: Callee, given: readonly unknown[]): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the call does not end')), LIMIT_MS);
  });
  const made = async (): Promise<void> => {
    const returned = callee.call(...given);
    if (given.includes(returned)) return;
    const result = await returned;
    if (result !== null && typeof result === 'object') await end(result);
  };
  try {
    await Promise.race([made(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks what can be iterated for its first item, and ends what has to be ended. */
async function end(result: object): Promise<void> {
  const {
    [Symbol.asyncIterator]: iterate,
    [Symbol.asyncDispose]: close,
    [Symbol.dispose]: dispose,
  } = result as Partial<AsyncIterable<unknown> & AsyncDisposable & Disposable>;
  if (typeof iterate === 'function') {
    const iterator = iterate.call(result);
    await iterator?.next();
    await iterator?.return?.();
  } else if (typeof close === 'function') await close.call(result);
  else if (typeof dispose === 'function') dispose.call(result);
}

function wordsOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `a ${typeof thrown}`;
  const [, where = ''] = (thrown.stack ?? '').split('\n').filter((line) => !line.includes('node:'));
  return `${thrown.name}: ${thrown.message} ${where.trim()}`;
}

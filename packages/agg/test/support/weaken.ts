// Takes a defence out of the sources while a test runs, so that the real client and aggregators show what it was good
// for. A test file names the modules it wants to weaken:
//
//   vi.mock('../../src/protocol/report.js', async (original) =>
//     (await import('../support/weaken.js')).weakenable(await original<object>()),
//   );

import type * as statement from '@fedzk/statement';
import type * as checks from '../../src/aggregator/checks.js';
import type * as body from '../../src/http/body.js';
import type * as signatures from '../../src/http/signatures.js';
import type * as encoding from '../../src/protocol/encoding.js';
import type { Bytes } from '../../src/protocol/encoding.js';
import type * as hashes from '../../src/protocol/hashes.js';
import type * as hpke from '../../src/protocol/hpke.js';
import type * as keys from '../../src/protocol/keys.js';
import type * as report from '../../src/protocol/report.js';
import type * as share from '../../src/protocol/share.js';
import type * as signed from '../../src/protocol/signed.js';
import type * as decide from '../../src/storage/decide.js';

type Sources = typeof body &
  typeof checks &
  Pick<typeof statement, 'commit'> &
  typeof encoding &
  typeof hashes &
  typeof hpke &
  typeof keys &
  typeof report &
  typeof share &
  typeof signatures &
  typeof signed &
  Pick<typeof decide, 'decideDocument'>;

/** Functions by name, each made from the one that it stands in for. */
export type StandIns = { readonly [Name in keyof Sources]?: (original: Sources[Name]) => Sources[Name] };

export const NONE: Bytes = new Uint8Array();
/** HPKE without M as its additional data. The test file weakens hpke.js. */
export const aadEmpty: StandIns = {
  seal: (original) => (role, key, _aad, plain, ephemeral) => original(role, key, NONE, plain, ephemeral),
  open: (original) => (role, key, _aad, sealed) => original(role, key, NONE, sealed),
};

type Callable = (...args: readonly unknown[]) => unknown;

const originals = new Map<string, Callable>();
const standIns = new Map<string, Callable>();

/** The module, with functions that {@link without} can stand in for. Classes and constants stay as they are. */
export function weakenable<M extends object>(module: M): M {
  const entries = Object.entries(module).map(([name, value]) => {
    if (typeof value !== 'function' || !/^[a-z]/.test(name)) return [name, value];
    const original = value as Callable;
    originals.set(name, original);
    return [name, (...args: readonly unknown[]) => (standIns.get(name) ?? original)(...args)];
  });
  return Object.fromEntries(entries) as M;
}

/** Runs an attack with other functions in place of those that are the defence. */
export async function without<T>(defence: StandIns, attack: () => Promise<T>): Promise<T> {
  for (const [name, make] of Object.entries(defence)) {
    const original = originals.get(name);
    if (original === undefined) throw new Error(`the module of "${name}" is not weakenable in this file`);
    standIns.set(name, (make as (original: Callable) => Callable)(original));
  }
  try {
    return await attack();
  } finally {
    standIns.clear();
  }
}

/** The reader and the vectors, both made from FORMAT.md alone: it opens what they open and refuses what they refuse, for their reason. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { argon2id } from '../../vectors/test/argon2id.js';
import { type Anchor, type Bytes, openSeal, openStore, type Unlock } from './reader.js';

type HexObjects = Readonly<Record<string, string | null>>;
type HexUnlock = { readonly passphrase: string; readonly string?: string } | { readonly key: string };
type HexAnchor = { readonly generation: number; readonly hash: string };
type HexEntry = {
  readonly name: string;
  readonly kind: string;
  readonly version: number;
  readonly exportable: boolean;
  readonly masterKey: number;
  readonly metadata: object;
  /** A long one by its hash. */
  readonly secret?: string;
  readonly secretSha256?: string;
};
type Store = {
  readonly name: string;
  readonly unlocks: readonly HexUnlock[];
  readonly anchors?: readonly HexAnchor[];
  readonly objects: HexObjects;
  readonly entries: readonly HexEntry[];
};
type Refused = {
  readonly name: string;
  readonly reason: string;
  readonly base: string;
  readonly unlock: HexUnlock;
  readonly anchor?: HexAnchor;
  readonly objects: HexObjects;
};

type Seal = { readonly key: string; readonly context: string; readonly plain: string; readonly sealed: string };

const { cseal, stores, refused } = JSON.parse(
  readFileSync(new URL('../../vectors/keystore/stores.json', import.meta.url), 'utf8'),
) as {
  readonly cseal: readonly Seal[];
  readonly stores: readonly Store[];
  readonly refused: readonly Refused[];
};

const bytes = (hex: string): Bytes => new Uint8Array(Buffer.from(hex, 'hex'));
const objectsOf = (...layers: readonly HexObjects[]): Map<string, Bytes> =>
  new Map(
    Object.entries(Object.assign({}, ...layers) as HexObjects).flatMap(([name, hex]) =>
      hex === null ? [] : [[name, bytes(hex)] as const],
    ),
  );
const unlockOf = (unlock: HexUnlock): Unlock =>
  'key' in unlock ? { key: bytes(unlock.key) } : { passphrase: bytes(unlock.passphrase) };
const anchorOf = (anchor: HexAnchor | undefined): Anchor | undefined =>
  anchor && { generation: BigInt(anchor.generation), hash: bytes(anchor.hash) };

function storeOf(name: string): Store {
  const found = stores.find((store) => store.name === name);
  if (found === undefined) throw new Error(`no store ${name}`);
  return found;
}

describe('cseal', () => {
  it.each(cseal)('opens $plain', async ({ key, context, plain, sealed }) => {
    expect(Buffer.from(await openSeal(bytes(key), bytes(context), bytes(sealed))).toString('hex')).toBe(plain);
  });

  it('does not open with another key, in another context, changed or cut', async () => {
    for (const { key, context, sealed } of cseal) {
      const [k, c, s] = [bytes(key), bytes(context), bytes(sealed)];
      const other = (of: Bytes): Bytes => of.with(of.length - 1, (of.at(-1) ?? 0) ^ 1);
      await expect(openSeal(other(k), c, s)).rejects.toThrow('cseal: commitment');
      await expect(openSeal(k, c.length === 0 ? bytes('00') : other(c), s)).rejects.toThrow('cseal: commitment');
      await expect(openSeal(k, c, other(s))).rejects.toThrow('cseal: tag');
      await expect(openSeal(k, c, s.slice(0, 79))).rejects.toThrow('cseal: length');
    }
  });
});

describe.each(stores)('opens: $name', ({ name, unlocks, anchors = [], objects, entries }) => {
  const required = name === 'needs an anchor' ? anchors : [undefined, ...anchors];
  const ways = unlocks.flatMap((unlock) => required.map((anchor) => ({ unlock, anchor })));

  it.each(ways)('by %o', async ({ unlock, anchor }) => {
    if ('string' in unlock && unlock.string !== undefined) {
      expect(Buffer.from(unlock.string.normalize('NFC'), 'utf8').toString('hex')).toBe(unlock.passphrase);
    }
    const opened = await openStore(objectsOf(objects), unlockOf(unlock), argon2id, anchorOf(anchor));
    expect([...opened.keys()].sort()).toEqual(entries.map((entry) => entry.name).sort());
    for (const { name: key, kind, version, exportable, masterKey, metadata, ...expected } of entries) {
      const { secret: openedSecret, older, ...rest } = opened.get(key) ?? {};
      expect(older).toEqual([]);
      expect(rest).toEqual({ kind, version: BigInt(version), exportable, masterKey, metadata });
      const { secret, secretSha256 } = expected;
      const found = Buffer.from(openedSecret ?? []);
      if (secretSha256 === undefined) expect(found.toString('hex')).toBe(secret);
      else expect(createHash('sha256').update(found).digest('hex')).toBe(secretSha256);
    }
  });
});

describe('refuses', () => {
  it.each(refused)('$name: $reason', async ({ reason, base, unlock, anchor, objects }) => {
    const all = objectsOf(storeOf(base).objects, objects);
    await expect(openStore(all, unlockOf(unlock), argon2id, anchorOf(anchor))).rejects.toThrow(new Error(reason));
  });

  it('each byte of a store, changed', async () => {
    const { objects, unlocks } = storeOf('raw key');
    const [unlock] = unlocks;
    if (unlock === undefined) throw new Error('no unlocker');
    let tried = 0;
    for (const [name, object] of objectsOf(objects)) {
      for (let at = 0; at < object.length; at++) {
        const changed = object.with(at, (object[at] ?? 0) ^ (1 << (at % 8)));
        const all = objectsOf(objects).set(name, changed);
        const verdict = await openStore(all, unlockOf(unlock), argon2id).then(
          () => 'opened',
          () => 'refused',
        );
        expect(verdict, `byte ${at} of ${name}`).toBe('refused');
        tried++;
      }
    }
    expect(tried).toBeGreaterThan(1000);
  });
});

// Stores made from FORMAT.md by somebody who had not seen this package.

import { readFileSync } from 'node:fs';
import { FedzkError } from '@fedzk/core';
import { type Anchor, KeyStore, type KeyStoreOptions, open, type Unlock } from '@fedzk/keys';
import { describe, expect, it } from 'vitest';
import { type Objects, storageOn } from './support/objects.js';

type Hex = Readonly<Record<string, string | null>>;
type HexUnlock = { readonly passphrase: string; readonly string?: string } | { readonly key: string };
interface HexAnchor {
  readonly generation: number;
  readonly hash: string;
}
interface Store {
  readonly name: string;
  readonly unlocks: readonly HexUnlock[];
  readonly anchors?: readonly HexAnchor[];
  readonly objects: Hex;
  readonly entries: readonly {
    readonly name: string;
    readonly kind: string;
    readonly version: number;
    readonly exportable: boolean;
    readonly metadata: Readonly<Record<string, unknown>>;
    readonly secret?: string;
  }[];
}
interface Refused {
  readonly name: string;
  readonly reason: string;
  readonly base: string;
  readonly unlock: HexUnlock;
  readonly anchor?: HexAnchor;
  readonly objects: Hex;
}

const { cseal, stores, refused } = JSON.parse(
  readFileSync(new URL('../../vectors/keystore/stores.json', import.meta.url), 'utf8'),
) as {
  readonly cseal: readonly {
    readonly key: string;
    readonly context: string;
    readonly plain: string;
    readonly sealed: string;
  }[];
  readonly stores: readonly Store[];
  readonly refused: readonly Refused[];
};

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

function objectsOf(...layers: readonly Hex[]): Objects {
  const all: Hex = Object.assign({}, ...layers);
  return new Map(Object.entries(all).flatMap(([name, hex]) => (hex === null ? [] : [[name, bytes(hex)]])));
}

function unlockOf(unlock: HexUnlock): Unlock {
  return 'key' in unlock ? { key: bytes(unlock.key) } : { passphrase: unlock.string ?? bytes(unlock.passphrase) };
}

const ROOT_COMMITMENT = 76;

/** An anchor that knows the root of the objects' newest head. */
function optionsOf(objects: Objects, anchor: HexAnchor | undefined): KeyStoreOptions {
  if (anchor === undefined) return {};
  const newest =
    [...objects.keys()]
      .filter((name) => name.startsWith('h/'))
      .sort()
      .at(-1) ?? '';
  const root = objects.get(newest)?.slice(ROOT_COMMITMENT, ROOT_COMMITMENT + 32) ?? new Uint8Array(32);
  const value = { generation: anchor.generation, hash: bytes(anchor.hash), roots: [root] };
  const known: Anchor = { load: async () => value, save: async () => undefined };
  return { anchor: known };
}

describe('the committing seal', () => {
  it.each(cseal.filter(({ key }) => key.length === 64))('opens $plain', ({ key, context, plain, sealed }) => {
    expect(open(bytes(key), bytes(sealed), bytes(context))).toEqual(bytes(plain));
  });
});

describe.each(stores)('$name', ({ unlocks, anchors, objects: hex, entries }) => {
  const anchor = anchors?.[0];

  it.each(unlocks.map((unlock) => [JSON.stringify(unlock).slice(0, 40), unlock] as const))(
    'opens with %s',
    async (_, unlock) => {
      const objects = objectsOf(hex);
      const store = await KeyStore.open(storageOn(objects), unlockOf(unlock), optionsOf(objects, anchor));
      expect(await store.verify()).toMatchObject({ ok: true, entries: entries.length, problems: [] });
      const keys = await store.list();
      expect(keys.map(({ id }) => id).sort()).toEqual(entries.map(({ name }) => name).sort());
      for (const { name, kind, version, exportable, metadata, secret } of entries) {
        const key = await store.get(name);
        const { created, purpose, owner, expiresAt, hold, metadata: own } = key.info;
        expect(key.info).toMatchObject({ id: name, kind, version, exportable });
        expect(
          JSON.parse(JSON.stringify({ name, created, purpose, owner, expires: expiresAt, hold, metadata: own })),
        ).toEqual(metadata);
        if (!exportable) expect(() => key.exportRaw()).toThrow(/not put as exportable/);
        else if (secret !== undefined) expect(key.exportRaw()).toEqual(bytes(secret));
      }
      store.lock();
    },
  );
});

const CODES = ['damaged', 'wrong-key', 'rolled-back', 'not-found', 'invalid-argument'];

/** Why it doesn't open, or what is wrong with it. */
async function troubleWith({ base, unlock, anchor, objects: changed }: Refused): Promise<string | undefined> {
  const before = stores.find(({ name }) => name === base)?.objects ?? {};
  const objects = objectsOf(before, changed);
  try {
    const store = await KeyStore.open(storageOn(objects), unlockOf(unlock), optionsOf(objects, anchor));
    const { problems } = await store.verify();
    store.lock();
    return problems[0]?.why;
  } catch (error) {
    if (error instanceof FedzkError && CODES.includes(error.code)) return `${error.code}: ${error.message}`;
    throw error;
  }
}

describe('refused', () => {
  it.each(refused)('$name', async (one) => {
    expect(await troubleWith(one)).toBeTypeOf('string');
  });
});

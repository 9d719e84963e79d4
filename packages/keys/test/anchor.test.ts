/** Older states in the place of newer ones: what an anchor tells, and what nobody can tell without one. */

import { type Anchor, KeyStore } from '@fedzk/keys';
import { Random } from '@fedzk/testkit/random';
import { describe, expect, it } from 'vitest';
import { type MemoryAnchor, memoryAnchor } from './support/anchors.js';
import { type Objects, storageOn } from './support/objects.js';
import { codeOf, contents, fill, headOf, storeOf, UNLOCK } from './support/stores.js';
import { Injected } from './support/watched.js';

const random = new Random('anchor');
const OTHER = { key: random.bytes(32) };

const freshness = async (objects: Objects, anchor?: MemoryAnchor): Promise<string> => {
  const store = await KeyStore.open(storageOn(objects), UNLOCK, anchor && { anchor });
  const { freshness: told } = store;
  expect((await store.verify()).freshness).toBe(told);
  store.lock();
  return told;
};

describe('without an anchor', () => {
  it('a whole store of before opens, and says that it is unverified', async () => {
    const { objects, store } = await storeOf(1);
    const before = new Map(objects);
    await fill(store, 1, 1);
    store.lock();
    expect([await freshness(objects), await freshness(before)]).toEqual(['unverified', 'unverified']);
    expect(Object.keys(await contents(before))).toEqual(['key-0000']);
  });

  it('a store that is open sees that it became older, or another', async () => {
    const { objects, store } = await storeOf(1);
    const before = new Map(objects);
    await fill(store, 1, 1);
    objects.clear();
    for (const [name, bytes] of before) objects.set(name, bytes);
    const codes = [
      codeOf(store.get('key-0000')),
      codeOf(store.list()),
      codeOf(fill(store, 1, 2)),
      codeOf(store.rotateMaster()),
    ];
    expect(await Promise.all(codes)).toEqual(Array(4).fill('rolled-back'));
    expect(objects).toEqual(before);
    // Another one of the same generation.
    const branch = await KeyStore.open(storageOn(objects), UNLOCK);
    await fill(branch, 1, 3);
    expect(await codeOf(store.get('key-0000'))).toBe('rolled-back');
    objects.clear();
    expect(await codeOf(store.get('key-0000'))).toBe('not-found');
  });
});

describe('with an anchor', () => {
  async function anchored(): Promise<{ anchor: MemoryAnchor; objects: Objects; store: KeyStore }> {
    const anchor = memoryAnchor();
    return { anchor, ...(await storeOf(1, { anchor })) };
  }
  const opening = (objects: Objects, anchor?: MemoryAnchor): ReturnType<typeof codeOf> =>
    codeOf(KeyStore.open(storageOn(objects), UNLOCK, anchor && { anchor }).then((opened) => opened.lock()));

  it('the newest state is anchored, and others are rolled back', async () => {
    const { anchor, objects, store } = await anchored();
    const states = [new Map(objects)];
    for (let i = 1; i < 4; i++) {
      await fill(store, 1, i);
      states.push(new Map(objects));
    }
    expect(store.freshness).toBe('anchored');
    expect(await freshness(objects, anchor)).toBe('anchored');
    for (const state of states.slice(0, -1)) expect(await opening(state, anchor)).toBe('rolled-back');
    expect(anchor.saved.map(({ generation }) => generation)).toEqual([0, 1, 2, 3, 4]);
    expect(anchor.values.get(store.id)?.roots).toEqual([headOf(objects).rootCommitment]);
  });

  it('opening tells an anchor of a state that nobody told it', async () => {
    const { anchor, objects, store } = await anchored();
    const stale = anchor.values.get(store.id) ?? expect.unreachable();
    const before = new Map(objects);
    await fill(store, 1, 1);
    anchor.values.set(store.id, stale);
    expect(await freshness(objects, anchor)).toBe('anchored');
    expect(anchor.values.get(store.id)?.generation).toBe(stale.generation + 1);
    expect(await opening(before, anchor)).toBe('rolled-back');
  });

  it('no method takes a store of before for the newest', async () => {
    const { anchor, objects, store } = await anchored();
    const before = new Map(objects);
    await store.delete('key-0000');
    store.lock();
    expect(await opening(before, anchor)).toBe('rolled-back');
    expect(await opening(objects, anchor)).toBe('done');
  });

  it('a store opens with it alone', async () => {
    const { objects } = await anchored();
    expect(await opening(objects)).toBe('invalid-argument');
    expect(await opening(objects, memoryAnchor())).toBe('rolled-back');
    const plain = await storeOf(1);
    expect(await opening(plain.objects, memoryAnchor())).toBe('rolled-back');
  });

  it('of generation 0, which the anchor has not heard of, opens', async () => {
    const anchor = memoryAnchor();
    const objects: Objects = new Map();
    await KeyStore.create(storageOn(objects), UNLOCK, { anchor });
    anchor.values.clear();
    expect(await freshness(objects, anchor)).toBe('unverified');
  });

  it('a commit that the anchor did not hear of stands, and what does not follow from it does not', async () => {
    const { anchor, objects, store } = await anchored();
    const { id } = store;
    const known = anchor.values.get(id);
    if (known === undefined) throw new Error('the anchor knows nothing');
    const branch = new Map(objects);
    const forking: Anchor = { load: async () => known, save: async () => undefined };
    const other = await KeyStore.open(storageOn(branch), UNLOCK, { anchor: forking });
    await Promise.all([fill(store, 1, 1), fill(other, 1, 2)]);
    const mine = anchor.values.get(id);
    if (mine === undefined) throw new Error('the anchor knows nothing');
    // Either follows from what the anchor knew before; the one that is opened is what it knows from then on.
    for (const [first, second] of [
      [objects, branch],
      [branch, objects],
    ] as const) {
      anchor.values.set(id, known);
      expect([await opening(first, anchor), await opening(second, anchor)]).toEqual(['done', 'rolled-back']);
    }
    // The same generation, with another hash; then the next one, which names another.
    anchor.values.set(id, mine);
    expect([await opening(objects, anchor), await opening(branch, anchor)]).toEqual(['done', 'rolled-back']);
    await Promise.all([store.rotateMaster(), other.rotateMaster()]);
    anchor.values.set(id, mine);
    expect([await opening(objects, anchor), await opening(branch, anchor)]).toEqual(['done', 'rolled-back']);
  });

  it('an old root key makes no head that is taken after rotateRoot, whatever its generation', async () => {
    const { anchor, objects, store } = await anchored();
    const stolen = new Map(objects);
    const known = anchor.values.get(store.id);
    await store.rotateRoot([UNLOCK]);
    // Who has the old root goes on from the old state as long as he likes.
    const thief = await KeyStore.open(storageOn(stolen), UNLOCK, {
      anchor: { load: async () => known, save: async () => undefined },
    });
    for (let i = 0; i < 4; i++) {
      expect(await opening(stolen, anchor)).toBe('rolled-back');
      await fill(thief, 1, 10 + i);
    }
    expect(await opening(objects, anchor)).toBe('done');
    expect(anchor.values.get(store.id)?.roots).toHaveLength(1);
  });

  it('hears of a new root before the head, so that a crash between leaves both roots open', async () => {
    for (const call of [0, 1]) {
      const { anchor, objects, store } = await anchored();
      const { save } = anchor;
      let calls = 0;
      anchor.save = async (...args) => {
        if (calls++ === call) throw new Injected('anchor');
        return save(...args);
      };
      await expect(store.rotateRoot([OTHER])).rejects.toBeInstanceOf(Injected);
      anchor.save = save;
      expect(anchor.values.get(store.id)?.roots).toHaveLength(call === 0 ? 1 : 2);
      const unlock = call === 0 ? UNLOCK : OTHER;
      const again = await KeyStore.open(storageOn(objects), unlock, { anchor });
      expect(anchor.values.get(again.id)?.roots).toHaveLength(1);
      await fill(again, 1, 1);
      expect(again.freshness).toBe('anchored');
      expect(anchor.values.get(again.id)?.roots).toEqual([headOf(objects).rootCommitment]);
      expect(await codeOf(KeyStore.open(storageOn(objects), unlock, { anchor }))).toBe('done');
    }
  });

  it('that cannot be told is an error, and the commit stands', async () => {
    const { anchor, objects, store } = await anchored();
    const { save } = anchor;
    anchor.save = async () => {
      throw new Injected('anchor');
    };
    await expect(fill(store, 1, 1)).rejects.toBeInstanceOf(Injected);
    anchor.save = save;
    const again = await KeyStore.open(storageOn(objects), UNLOCK, { anchor });
    expect((await again.list()).map(({ id }) => id)).toEqual(['key-0000', 'key-0001']);
    expect(await again.verify()).toMatchObject({ ok: true, freshness: 'anchored' });
  });
});

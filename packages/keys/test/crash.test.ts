/**
 * Storages that fail at one operation, before it is done or after it, so that its outcome is not seen; and writers who meet. A
 * store is in the state of before or of after, opens, and the same can be done again.
 */

import { KeyStore, type Unlock } from '@fedzk/keys';
import { Random } from '@fedzk/testkit/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Objects, storageOn } from './support/objects.js';
import { cheap, codeOf, contents, fill, headOf, last, nameOf, storeOf, UNLOCK } from './support/stores.js';
import { type Failure, Injected, Watched } from './support/watched.js';

const random = new Random('crash');
const OTHER = { key: random.bytes(32) };
const SECRET = random.bytes(32);

/** What a state is told by: the keys, what of the head a method changes, and which of some unlockers open it. */
interface Seen {
  readonly keys: Record<string, string>;
  readonly masters: readonly string[];
  readonly slots: readonly string[];
  readonly opens: readonly boolean[];
}

async function seen(objects: Objects, unlocks: readonly Unlock[] = [UNLOCK]): Promise<Seen> {
  const opens: boolean[] = [];
  for (const unlock of unlocks) {
    const code = await codeOf(KeyStore.open(storageOn(objects), unlock).then((store) => store.lock()));
    expect(['done', 'wrong-key']).toContain(code);
    opens.push(code === 'done');
  }
  const unlock = unlocks[opens.indexOf(true)];
  if (unlock === undefined) throw new Error('no unlocker opens the store');
  const { masters, slots } = headOf(objects);
  return {
    keys: await contents(objects, unlock),
    masters: masters.map(({ id, status }) => `${id} ${status}`),
    slots: slots.map(({ type }) => type),
    opens,
  };
}

interface Method {
  readonly name: string;
  /** How many keys there are before. */
  readonly keys?: number;
  readonly prepare?: (store: KeyStore) => Promise<unknown>;
  readonly run: (store: KeyStore) => Promise<unknown>;
  /** What it says when it is called again, and had been done already. */
  readonly again: string;
  /** What opens the store then, where it is another unlocker. */
  readonly unlock?: Unlock;
  /** More unlockers that may open it. */
  readonly passphrases?: readonly string[];
  /** Where doing it again does it twice: what that leads to. */
  readonly twice?: (after: Seen) => Seen;
}

const version = (state: Seen, name: string): Seen => ({
  ...state,
  keys: { ...state.keys, [name]: (state.keys[name] ?? '').replace(/^\d+/, (number) => String(Number(number) + 1)) },
});

const methods: readonly Method[] = [
  { name: 'put', run: (store) => store.put(SECRET, { id: 'new', exportable: true }), again: 'already-exists' },
  {
    name: 'put, which makes more buckets',
    keys: 64,
    run: (store) => store.put(SECRET, { id: 'new', exportable: true }),
    again: 'already-exists',
  },
  {
    name: 'put with replace',
    run: (store) => store.put(SECRET, { id: nameOf(1), exportable: true, replace: true }),
    again: 'done',
    twice: (after) => version(after, nameOf(1)),
  },
  {
    name: 'putMany',
    keys: 70,
    run: (store) => store.putMany(['a', 'b', 'c', 'd'].map((id) => ({ id, key: SECRET, exportable: true }))),
    again: 'already-exists',
  },
  { name: 'delete', run: (store) => store.delete(nameOf(2)), again: 'not-found' },
  { name: 'delete of the last one', keys: 1, run: (store) => store.delete(nameOf(0)), again: 'not-found' },
  {
    name: 'rotateMaster',
    run: (store) => store.rotateMaster(),
    again: 'done',
    twice: (after) => ({ ...after, masters: ['1 retired', '2 retired', '3 primary'] }),
  },
  {
    name: 'rewrap in one batch',
    prepare: (store) => store.rotateMaster(),
    run: (store) => last(store.rewrap()),
    again: 'done',
  },
  { name: 'rotateRoot', run: (store) => store.rotateRoot([OTHER]), again: 'done', unlock: OTHER },
  {
    name: 'addSlot',
    run: (store) => store.addSlot(OTHER),
    again: 'done',
    twice: (after) => ({ ...after, slots: [...after.slots, 'key'] }),
  },
  {
    name: 'removeSlot',
    prepare: (store) => store.addSlot(OTHER),
    run: async (store) => store.removeSlot((await store.slots()).at(-1)?.id ?? ''),
    again: 'invalid-state',
  },
  {
    name: 'changePassphrase',
    prepare: (store) => store.addSlot(cheap('old')),
    run: (store) => store.changePassphrase('old', cheap('new')),
    again: 'wrong-key',
    passphrases: ['old', 'new'],
  },
];

describe.each(methods)(
  '$name',
  { timeout: 60_000 },
  ({ keys = 3, prepare, run, again, unlock = UNLOCK, ...method }) => {
    const { twice, passphrases = [] } = method;
    const unlocks = [
      UNLOCK,
      ...(unlock === UNLOCK ? [] : [unlock]),
      ...passphrases.map((passphrase) => ({ passphrase })),
    ];
    const prepared: Objects = new Map();
    let before: Seen;
    let after: Seen;
    let operations: number;
    let heads: number;
    beforeAll(async () => {
      const { objects, store } = await storeOf(keys);
      await prepare?.(store);
      store.lock();
      for (const [name, bytes] of objects) prepared.set(name, bytes);
      before = await seen(objects, unlocks);
      const storage = new Watched(storageOn(objects));
      const opened = await KeyStore.open(storage, UNLOCK);
      storage.calls.length = 0;
      await run(opened);
      operations = storage.calls.length;
      heads = storage.count('commitHead');
      after = await seen(objects, unlocks);
      expect(after).not.toEqual(before);
    });

    it.each(['before', 'after'] as const)('fails at an operation, %s it is done', async (failure) => {
      const met = new Set<string>();
      for (let call = 0; call < operations; call++) {
        const objects = new Map(prepared);
        const storage = new Watched(storageOn(objects));
        const store = await KeyStore.open(storage, UNLOCK);
        storage.failAt(call, failure);
        await expect(run(store), `operation ${call}`).rejects.toBeInstanceOf(Injected);
        const operation = storage.calls[call]?.operation ?? '';
        met.add(operation);
        const now = await seen(objects, unlocks);
        const done = made(now, before);
        expect(now, `operation ${call}, ${operation}`).toEqual(done ? after : before);
        expect(done, `operation ${call}, ${operation}`).toBe(committed(storage, call, failure) === heads);
        await retried(store, objects, done, operation);
        store.lock();
      }
      expect([...met]).toEqual(expect.arrayContaining(['readHead', 'commitHead']));
    });

    /** The same again, in the store that failed and in one that was opened since. */
    async function retried(store: KeyStore, objects: Objects, done: boolean, operation: string): Promise<void> {
      const copy = new Map(objects);
      const later = await KeyStore.open(storageOn(copy), done ? unlock : UNLOCK);
      expect(await codeOf(run(later))).toBe(done ? again : 'done');
      later.lock();
      const expected = done && twice !== undefined ? twice(after) : after;
      expect(await seen(copy, unlocks)).toEqual(expected);
      // A store whose root key was replaced without its knowing is opened again.
      const stale = done && unlock !== UNLOCK && operation === 'commitHead';
      expect(await codeOf(run(store))).toBe(stale ? 'root-rotated' : done ? again : 'done');
      expect(await seen(objects, unlocks)).toEqual(stale ? after : expected);
    }
  },
);

function made(now: Seen, before: Seen): boolean {
  return JSON.stringify(now) !== JSON.stringify(before);
}

/** How many heads were made when an operation failed. */
function committed({ calls }: Watched, call: number, failure: Failure): number {
  const done = calls.slice(0, failure === 'after' ? call + 1 : call);
  return done.filter(({ operation }) => operation === 'commitHead').length;
}

describe('a commit whose outcome is told wrongly', () => {
  /** A storage that makes the head, lets another one build upon it, and then says that somebody else was first. */
  function forgetful(objects: Objects, meanwhile: () => Promise<unknown>): Watched {
    const inner = storageOn(objects);
    let first = true;
    return new Watched({
      ...inner,
      commitHead: async (generation, bytes) => {
        const outcome = await inner.commitHead(generation, bytes);
        if (!first || outcome === 'conflict') return outcome;
        first = false;
        await meanwhile();
        return 'conflict';
      },
    });
  }

  const cases: readonly {
    readonly name: string;
    readonly run: (store: KeyStore) => Promise<unknown>;
    readonly result: unknown;
    /** Whether the one who opens the store meanwhile finds an older head that still opens. */
    readonly swept?: boolean;
  }[] = [
    { name: 'put', run: (store) => store.put(SECRET, { id: 'new', exportable: true }), result: 'new' },
    {
      name: 'put with replace',
      run: (store) => store.put(SECRET, { id: nameOf(0), exportable: true, replace: true }),
      result: nameOf(0),
    },
    {
      name: 'putMany',
      run: (store) => store.putMany(['a', 'b'].map((id) => ({ id, key: SECRET, exportable: true }))),
      result: ['a', 'b'],
    },
    { name: 'delete', run: (store) => store.delete(nameOf(0)), result: expect.objectContaining({ reach: 'delete' }) },
    { name: 'rotateMaster', run: (store) => store.rotateMaster(), result: 2 },
    { name: 'addSlot', run: (store) => store.addSlot(OTHER), result: expect.stringMatching(/^[0-9a-f]{32}$/) },
    {
      name: 'removeSlot',
      run: async (store) => store.removeSlot((await store.slots()).at(-1)?.id ?? ''),
      result: undefined,
      swept: true,
    },
    {
      name: 'changePassphrase',
      run: (store) => store.changePassphrase('old', cheap('new')),
      result: undefined,
      swept: true,
    },
  ];

  const ends = [UNLOCK, OTHER, { passphrase: 'old' }, { passphrase: 'new' }];

  it.each(cases)('$name is done once, and another one’s commit upon it stays', async ({ run, result, swept }) => {
    const { objects, store } = await storeOf(70);
    await store.addSlot(cheap('old'));
    store.lock();
    const plain = new Map(objects);
    const alone = await KeyStore.open(storageOn(plain), UNLOCK);
    await run(alone);
    const meanwhile = async (other: KeyStore): Promise<void> => {
      await other.put(SECRET, { id: 'other', exportable: true });
      await other.rotateMaster();
    };
    await meanwhile(alone);
    const storage = forgetful(objects, async () => {
      const other = await KeyStore.open(storageOn(objects), UNLOCK);
      await meanwhile(other);
      other.lock();
    });
    const opened = await KeyStore.open(storage, UNLOCK);
    expect(await run(opened)).toEqual(result);
    expect(await seen(objects, ends)).toEqual(await seen(plain, ends));
    expect(headOf(objects).generation).toBe(headOf(plain).generation + (swept === true ? 1 : 0));
    expect((await opened.verify()).ok).toBe(true);
  });
});

describe('two stores on one storage', () => {
  it('see what the other one does, one after the other', async () => {
    const { objects, store: a } = await storeOf(1);
    const b = await KeyStore.open(storageOn(objects), UNLOCK);
    await a.put(SECRET, { id: 'a' });
    expect((await b.get('a')).info.version).toBe(1);
    await b.put(SECRET, { id: 'a', replace: true });
    expect((await a.get('a')).info.version).toBe(2);
    await a.delete('a');
    expect(await codeOf(b.get('a'))).toBe('not-found');
    expect(await codeOf(b.delete('a'))).toBe('not-found');
    await b.put(SECRET, { id: 'a' });
    expect(await codeOf(a.put(SECRET, { id: 'a' }))).toBe('already-exists');
    expect(a.generation).toBe(b.generation);
  });

  it('lose nothing of what both do at once', async () => {
    const objects: Objects = new Map();
    const storage = new Watched(storageOn(objects));
    storage.pause = async () => new Promise((resolve) => setTimeout(resolve, random.upTo(2)));
    const a = await KeyStore.create(storage, UNLOCK);
    const b = await KeyStore.open(storage, UNLOCK);
    const names: string[] = [];
    await Promise.all(
      [a, b].map(async (store, which) => {
        for (let i = 0; i < 12; i++) {
          const id = `${which}-${i}`;
          await store.put(SECRET, { id, exportable: true });
          if (i % 3 === 2) await store.delete(id);
          else names.push(id);
          if (i % 4 === 3) await store.rotateMaster();
          if (i === 9) await last(store.rewrap({ batch: 3 }));
        }
      }),
    );
    expect(storage.count('commitHead')).toBeGreaterThan(headOf(objects).generation + 1);
    expect(Object.keys(await contents(objects)).sort()).toEqual(names.sort());
    expect(headOf(objects).masters.at(-1)?.id).toBe(7);
    // Nobody leaves buckets behind.
    expect((await a.verify()).orphans).toEqual([]);
  });

  it('keep one of two that put the same', async () => {
    const { objects, store: a } = await storeOf(0);
    const b = await KeyStore.open(storageOn(objects), UNLOCK);
    const codes = await Promise.all([a, b].map((store) => codeOf(store.put(SECRET, { id: 'same' }))));
    expect(codes.sort()).toEqual(['already-exists', 'done']);
    const deleted = await Promise.all([a, b].map((store) => codeOf(store.delete('same'))));
    expect(deleted).toContain('done');
    expect(Object.keys(await contents(objects))).toEqual([]);
  });

  it('make one store of two that create it', async () => {
    const storage = storageOn(new Map());
    const codes = await Promise.all([0, 1].map(() => codeOf(KeyStore.create(storage, UNLOCK))));
    expect(codes.sort()).toEqual(['already-exists', 'done']);
  });

  it('reads go on while another one moves buckets away', async () => {
    const { objects, store: a } = await storeOf(70);
    const storage = new Watched(storageOn(objects));
    const b = await KeyStore.open(storage, UNLOCK);
    let moves = 0;
    storage.pause = async (operation) => {
      if (operation !== 'get' || moves >= 5) return;
      moves++;
      await last(a.rewrap({ reencrypt: true }));
    };
    expect(await b.list()).toHaveLength(70);
    expect(moves).toBe(5);
    storage.calls.length = 0;
    moves = 0;
    expect(await b.verify()).toMatchObject({ ok: true, entries: 70 });
    await fill(b, 1, 200);
    expect(await contents(objects)).toHaveProperty(nameOf(200));
  });
});

// It takes ten seconds.
it.runIf(process.env['SLOW'] === '1')('a conflict without end is told', { timeout: 60_000 }, async () => {
  const { objects, store } = await storeOf(1);
  store.lock();
  const opened = await KeyStore.open({ ...storageOn(objects), commitHead: async () => 'conflict' }, UNLOCK);
  const before = new Map(objects);
  expect(await codeOf(opened.put(SECRET))).toBe('storage');
  expect(objects).toEqual(before);
});

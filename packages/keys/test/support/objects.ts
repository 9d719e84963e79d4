// Objects in a map that a test looks into and changes.

import { generationOf, headName, type KeyStorage, OtherHead } from '../../src/storage/storage.js';

export type Objects = Map<string, Uint8Array>;

/** A storage on a map. */
export function storageOn(objects: Objects): KeyStorage {
  const newest = (): number => Math.max(-1, ...[...objects.keys()].flatMap((name) => generationOf(name) ?? []));
  return {
    readHead: async () => {
      const generation = newest();
      const bytes = objects.get(headName(generation));
      return bytes && { generation, bytes: bytes.slice() };
    },
    commitHead: async (generation, bytes, first = generation === 0, needs = []) => {
      if (!needs.every((name) => objects.has(name))) return 'conflict';
      if (newest() !== (first ? -1 : generation - 1)) return 'conflict';
      objects.set(headName(generation), bytes.slice());
      return 'ok';
    },
    get: async (name) => objects.get(name)?.slice(),
    put: async (written) => {
      for (const { name, bytes } of written) objects.set(name, bytes.slice());
    },
    delete: async (names, head) => {
      if (head === 'none' && newest() !== -1) throw new OtherHead();
      for (const name of names) objects.delete(name);
    },
    list: async () => [...objects.keys()].map((name) => ({ name, age: 0 })),
  };
}

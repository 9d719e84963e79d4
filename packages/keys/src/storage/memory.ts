import { copyBytes } from '@fedzk/core';
import { generationOf, headName, KEPT_HEADS, type KeyStorage, OtherHead } from './storage.js';

/** Makes a storage in memory that ends with the program, for tests and temporary stores. */
export function memoryStorage(): KeyStorage {
  const objects = new Map<string, { readonly bytes: Uint8Array; readonly since: number }>();
  const write = (name: string, bytes: Uint8Array): void => {
    objects.set(name, { bytes: copyBytes(bytes), since: Date.now() });
  };
  let known: number | undefined;
  const newest = (): number => {
    known ??= Math.max(-1, ...[...objects.keys()].map((name) => generationOf(name) ?? -1));
    return known;
  };

  return {
    async readHead() {
      const generation = newest();
      const head = objects.get(headName(generation));
      return head && { generation, bytes: copyBytes(head.bytes) };
    },
    async commitHead(generation, bytes, first = generation === 0, needs = []) {
      if (!needs.every((name) => objects.has(name))) return 'conflict';
      if (newest() !== (first ? -1 : generation - 1)) return 'conflict';
      write(headName(generation), bytes);
      known = generation;
      objects.delete(headName(generation - KEPT_HEADS));
      return 'ok';
    },
    async get(name) {
      const object = objects.get(name);
      return object && copyBytes(object.bytes);
    },
    async put(written) {
      for (const { name, bytes } of written) write(name, bytes);
    },
    async delete(names, head) {
      if (head === 'none' && newest() !== -1) throw new OtherHead();
      for (const name of names) objects.delete(name);
      known = undefined;
    },
    async list() {
      const now = Date.now();
      return [...objects].map(([name, { since }]) => ({ name, age: Math.max(0, now - since) }));
    },
  };
}

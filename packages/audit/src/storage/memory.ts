import { Calls, concat, copyBytes, FedzkError } from '@fedzk/core';
import { sameBytes } from '../bytes.js';
import type { LogStorage, StoredFile } from './storage.js';

/** Creates a storage that ends with the program, for tests. */
export function memoryStorage(): LogStorage {
  const files = new Map<string, Uint8Array>();
  const calls = new Calls('storage');
  let owner: object | undefined;
  const write = ({ path, bytes }: StoredFile): void => {
    files.set(path, copyBytes(bytes));
  };
  const close = (): Promise<void> => calls.close(() => undefined);
  return {
    close,
    [Symbol.asyncDispose]: close,
    lock: () =>
      calls.run(async () => {
        if (owner !== undefined) {
          throw new FedzkError('invalid-state', 'The log has another writer; close that one first.');
        }
        const own = {};
        owner = own;
        return {
          held: async () => owner === own,
          release: async () => {
            if (owner === own) owner = undefined;
          },
        };
      }),
    async read(path) {
      const bytes = files.get(path);
      return bytes && copyBytes(bytes);
    },
    async list(folder) {
      return [...files.keys()].filter((path) => path.startsWith(folder));
    },
    async create(created) {
      for (const file of created) {
        const there = files.get(file.path);
        if (there !== undefined && !sameBytes(there, file.bytes)) throw otherBytes(file.path);
        write(file);
      }
    },
    async replace(file) {
      write(file);
    },
    async remove(paths) {
      for (const path of paths) files.delete(path);
    },
    async openJournal(file) {
      write(file);
      return {
        async append(bytes) {
          write({ path: file.path, bytes: concat(files.get(file.path) ?? new Uint8Array(0), bytes) });
        },
        async close() {},
      };
    },
  };
}

/** The error for a file that must not change and has. */
export function otherBytes(path: string): FedzkError {
  return new FedzkError(
    'damaged',
    `${path} is there with other bytes than the log has for it. Nothing was signed; run rebuildTiles, or restore the log.`,
  );
}

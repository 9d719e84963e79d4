/** Files with something around each step. */
import { nodeFiles, type SinkFile, type SinkFiles } from '../../../src/ceremony/new-file.node.js';

export type Step = keyof SinkFiles | keyof SinkFile;

/** Calls `around` at each step; it calls `run`, or doesn't. */
export function aroundFiles(around: <T>(step: Step, run: () => Promise<T>) => Promise<T>): SinkFiles {
  return {
    exists: (path) => around('exists', () => nodeFiles.exists(path)),
    idOf: (path) => around('idOf', () => nodeFiles.idOf(path)),
    async create(path, mode) {
      const file = await around('create', () => nodeFiles.create(path, mode));
      return {
        write: (bytes) => around('write', () => file.write(bytes)),
        read: (bytes, at) => around('read', () => file.read(bytes, at)),
        id: () => around('id', () => file.id()),
        sync: () => around('sync', () => file.sync()),
        close: () => around('close', () => file.close()),
      };
    },
    link: (from, to) => around('link', () => nodeFiles.link(from, to)),
    rename: (from, to) => around('rename', () => nodeFiles.rename(from, to)),
    remove: (path) => around('remove', () => nodeFiles.remove(path)),
    syncFolder: (folder) => around('syncFolder', () => nodeFiles.syncFolder(folder)),
  };
}

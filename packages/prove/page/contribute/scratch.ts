/** Where a new file is kept until the user saves it. */
import { type CeremonySink, memorySink } from '../../src/ceremony/sink.js';

export interface Scratch {
  readonly sink: CeremonySink;
  /** The file, once the sink is committed. */
  file(): Promise<Blob>;
}

/** What is used of a browser's private file system, which libraries of types have only for workers. */
interface Folder {
  getFileHandle(name: string, options: { create: true }): Promise<Handle>;
  removeEntry(name: string): Promise<void>;
  keys(): AsyncIterable<string>;
}
interface Handle {
  createSyncAccessHandle(): Promise<Access>;
  getFile(): Promise<Blob>;
}
interface Access {
  write(part: Uint8Array, options: { at: number }): number;
  read(into: Uint8Array, options: { at: number }): number;
  flush(): void;
  close(): void;
}

/** Makes a place in the browser's private file system; in memory where there is none, as for pages opened from disk. */
export async function scratch(): Promise<Scratch> {
  try {
    const folder = (await navigator.storage.getDirectory()) as unknown as Folder;
    await removeOld(folder);
    const name = `${PREFIX}${Date.now()}`;
    const handle = await folder.getFileHandle(name, { create: true });
    const drop = () => folder.removeEntry(name);
    return { sink: accessSink(await handle.createSyncAccessHandle(), drop), file: () => handle.getFile() };
  } catch {
    const sink = memorySink();
    return { sink, file: async () => new Blob([sink.bytes as Uint8Array<ArrayBuffer>]) };
  }
}

const PREFIX = 'contribution-';
const DAY = 86_400_000;

/** Removes files of earlier days: a younger one may be another tab's, and not saved yet. */
async function removeOld(folder: Folder): Promise<void> {
  const old: string[] = [];
  for await (const name of folder.keys()) {
    if (name.startsWith(PREFIX) && Number(name.slice(PREFIX.length)) < Date.now() - DAY) old.push(name);
  }
  for (const name of old) await folder.removeEntry(name);
}

function accessSink(access: Access, drop: () => Promise<void>): CeremonySink {
  let length = 0;
  return {
    async write(part) {
      for (let at = 0; at < part.length; ) {
        const written = access.write(part.subarray(at), { at: length });
        if (written === 0) throw new Error('The browser has no room for the file.');
        at += written;
        length += written;
      }
    },
    async read(at, count) {
      const bytes = new Uint8Array(count);
      return bytes.subarray(0, access.read(bytes, { at }));
    },
    async commit() {
      access.flush();
      access.close();
    },
    async abort() {
      access.close();
      await drop().catch(() => {}); // it is removed on another day
    },
  };
}

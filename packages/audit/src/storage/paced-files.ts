// Files whose calls are made in place where the disk is quick. Syncs of whole files never are: many are under way at a time.

import { setImmediate as turn } from 'node:timers/promises';
import type { FileLayer, OpenFile } from './files.js';
import type { Pace } from './pace.js';

/** The most bytes that are written or synced in place: a journal's group of more costs little for each entry as it is. */
const MOST_IN_PLACE = 1 << 18;

/** Makes a call, in place if it may be and the pace is so. */
type Paced = <T>(call: (inPlace: boolean) => T, may?: boolean) => T;

export function pacedFiles(files: FileLayer, pace: Pace): FileLayer {
  const paced: Paced = (call, may = true) => (may && pace.inPlace ? pace.timeInPlace(() => call(true)) : call(false));
  return {
    ...files,
    open: async (path, flags, mode) =>
      pacedFile(await paced((inPlace) => files.open(path, flags, mode, inPlace)), pace, paced),
    rename: (from, to) => paced((inPlace) => files.rename(from, to, inPlace)),
    mkdir: (path, options) => paced((inPlace) => files.mkdir(path, options, inPlace)),
  };
}

function pacedFile(file: OpenFile, pace: Pace, paced: Paced): OpenFile {
  /** Bytes since the last sync. */
  let written = 0;
  return {
    write(bytes, offset, length, position) {
      written += length;
      return paced((inPlace) => file.write(bytes, offset, length, position, inPlace), length <= MOST_IN_PLACE);
    },
    sync: () => file.sync(),
    async datasync() {
      const inPlace = pace.inPlace && written <= MOST_IN_PLACE;
      written = 0;
      if (!inPlace) return pace.timeSync(() => file.datasync(false));
      await pace.timeInPlace(() => file.datasync(true));
      // What came meanwhile has its turn: who appends then is in the next group, and nothing waits for more than a sync.
      await turn();
    },
    close: () => paced((inPlace) => file.close(inPlace)),
  };
}

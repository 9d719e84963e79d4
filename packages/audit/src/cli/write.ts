// Commands that change a log: its lock, its cosignatures, and its old entries.

import { AuditLog, cosignCheckpoint, currentCheckpoint, type Eviction } from '@fedzk/audit';
import { type Command, entries, progressOf, say, signerFor, wholeOf } from './command.js';
import { readFile } from './files.js';
import { SEE_HELP } from './options.js';
import { storageIn } from './place.js';
import { Trouble } from './trouble.js';

export const UNLOCK: Command = {
  names: ['FOLDER'],
  options: ['json'],
  run: async (request) => {
    const [folder = ''] = request.names;
    const storage = storageIn(folder);
    // A folder without a log is not changed.
    const locks = await storage.list('.state/lock/');
    if (locks.length === 0) return say(request, { removed: 0 }, ['it is not locked']);
    const lock = await storage.lock({ takeOver: true });
    await lock.release();
    return say(request, { removed: locks.length }, [
      'the lock was removed: its writer has ended, or cannot be seen from here; the log can be opened',
    ]);
  },
};

export const WITNESS: Command = {
  names: ['FOLDER'],
  options: ['policy', 'json'],
  run: async (request) => {
    const {
      names: [folder = ''],
      values,
      io,
    } = request;
    if (values.policy === undefined) throw new Trouble(`"witness" expected --policy. ${SEE_HELP}`);
    const signal = io.cancelled();
    const storage = storageIn(folder);
    // A folder without a log gets no lock.
    await currentCheckpoint(storage);
    const policy = readFile(values.policy).toString('utf8');
    const cosigned = await cosignCheckpoint(storage, { policy, signal });
    const { size, witnesses, problems, quorum } = cosigned;
    const words = [
      ...problems.map(({ witness: name, why }) => `${name}: ${why}`),
      `${entries(size)}, cosigned by ${witnesses.join(', ') || 'nobody'}: ${quorum ? 'enough' : 'too few'} for the policy`,
    ];
    return say(request, cosigned, words, quorum ? 0 : 1);
  },
};

export const PRUNE: Command = {
  names: ['FOLDER', 'N'],
  options: ['signer', 'retention', 'archive', 'json'],
  run: async (request) => {
    const {
      names: [folder = '', size = ''],
      values: { signer: file, retention, archive },
      io,
    } = request;
    const end = wholeOf(size, 'N');
    if (file === undefined) throw new Trouble(`"prune" expected --signer. ${SEE_HELP}`);
    if (archive === (retention !== undefined))
      throw new Trouble(`"prune" expected one of --retention and --archive. ${SEE_HELP}`);
    const signal = io.cancelled(); // from before the log is locked
    const storage = storageIn(folder);
    const signer = await signerFor(storage, undefined, file);
    const { name: origin } = signer;
    const how: Eviction = retention === undefined ? { onEvict: 'archive' } : { onEvict: 'prune', retention };
    const log = await AuditLog.open(storage, { origin, signer });
    const before = log.minimum;
    try {
      await log.evict(end, how, { signal, onProgress: progressOf(request) });
    } finally {
      await log.close();
    }
    const { minimum } = log;
    const words =
      minimum === before && minimum >= end
        ? `nothing to do: entries before ${minimum} were archived or pruned already`
        : `entries before ${minimum} were ${archive ? 'archived' : 'pruned'}`;
    return say(request, { minimum }, [words]);
  },
};

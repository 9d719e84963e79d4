// Commands that keep a log safe: a backup, and the recovery of lost tiles.

import { backupLog, inspectLog, rebuildTiles } from '@fedzk/audit';
import { backupFolder } from '@fedzk/audit/node';
import { counted } from '@fedzk/core';
import { type Command, entries, progressOf, say, signerFor } from './command.js';
import { storageIn } from './place.js';
import { warnUnverified } from './trust.js';
import { inOptions } from './words.js';

export const BACKUP: Command = {
  names: ['FOLDER', 'TARGET'],
  options: ['key', 'json'],
  run: async (request) => {
    const {
      names: [folder = '', target = ''],
      values,
      io,
    } = request;
    const storage = storageIn(folder);
    const receipt = await backupLog(storage, backupFolder(target), {
      ...(values.key !== undefined && { verifierKey: values.key.trim() }),
      onProgress: progressOf(request),
      signal: io.cancelled(),
    });
    if (values.key === undefined) warnUnverified(request, '--key');
    const { origin, size, root, unsigned, minimum, archives } = receipt;
    return say(request, { ...receipt, target }, [
      `${target} has ${origin}, ${entries(size)}, root ${root}`,
      ...(unsigned > 0 ? [`and ${entries(unsigned)} that no checkpoint covers yet`] : []),
      ...(minimum > 0
        ? [`entries before ${minimum} were archived or pruned; ${counted(archives.length / 2, 'archive')} copied`]
        : []),
    ]);
  },
};

const TO_AUTHENTICATE = ' Add --signer FILE, or open the log, which keeps the authentic ones';

export const RECOVER: Command = {
  names: ['FOLDER'],
  options: ['key', 'signer', 'json'],
  run: async (request) => {
    const {
      names: [folder = ''],
      values,
      io,
    } = request;
    const storage = storageIn(folder);
    const signal = io.cancelled();
    const signer = values.signer === undefined ? undefined : await signerFor(storage, values.key, values.signer);
    const key = values.key?.trim() ?? signer?.verifierKey;
    const rebuilt = await rebuildTiles(storage, key, { signal, onProgress: progressOf(request) });
    const { state, why, signed, recovered } = await inspectLog(storage, key, signer, { signal });
    if (key === undefined) warnUnverified(request, '--key');
    const isPublished = (await storage.read('checkpoint')) !== undefined;
    const words = rebuilt.written.map((path) => `made again: ${path}`);
    if (words.length === 0 && state === 'whole' && isPublished) words.push('nothing was lost');
    if (!isPublished) {
      words.push(
        `the checkpoint is missing: the log's writer signs it again, of ${entries(rebuilt.size)}, when it opens the log, ` +
          'which a verifier should compare with a checkpoint that was kept elsewhere (verify --since)',
      );
    }
    if (rebuilt.minimum > 0) {
      words.push(`entries before ${rebuilt.minimum} were archived or pruned: their hashes are there`);
    }
    if (state !== 'whole') {
      const [before, now] = [signed?.size ?? 0, recovered.size];
      const advice = state === 'unverified' && !signer ? TO_AUTHENTICATE : '';
      words.push(
        `${entries(before)} ${verb(before, 'was', 'were')} signed, ${now} ${verb(now, 'is', 'are')} there: ` +
          `${why && inOptions(why)}${advice}`,
      );
    } else if (recovered.size > rebuilt.size) {
      const more = recovered.size - rebuilt.size;
      words.push(
        `${entries(more)} ${verb(more, 'is', 'are')} authentic and in no checkpoint yet; open the log to have ` +
          `${verb(more, 'it', 'them')} signed`,
      );
    }
    const code = state === 'whole' && isPublished ? 0 : 1;
    return say(request, { ...rebuilt, state, why, recovered: recovered.size }, words, code);
  },
};

function verb(count: number, one: string, more: string): string {
  return count === 1 ? one : more;
}

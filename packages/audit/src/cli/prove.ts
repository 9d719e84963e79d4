// Commands that prove an entry, and that check a proof without the log.

import { explainEntry, FedzkError, proveEntry, readEntries, readProof } from '@fedzk/audit';
import { escaped } from '@fedzk/core';
import { lineJson } from '../export/text.js';
import { REASONS } from '../reasons.js';
import { type Command, say, wholeOf } from './command.js';
import { readFile, writeFile } from './files.js';
import { readerOf } from './place.js';
import { Trouble } from './trouble.js';
import { checkpointAt, requireTrust } from './trust.js';

export const PROVE: Command = {
  names: ['PLACE', 'INDEX'],
  options: ['key', 'policy', 'entry', 'json'],
  run: async (request) => {
    const {
      names: [place = '', index = ''],
      values,
      io,
    } = request;
    const at = wholeOf(index, 'INDEX');
    const reader = readerOf(place);
    const checkpoint = await checkpointAt(request, reader);
    const { origin, size } = checkpoint;
    if (at >= size) throw new FedzkError('not-found', `There is no entry ${at}: ${origin} has ${size}.`);
    const proof = await proveEntry(reader, checkpoint, at);
    if (values.entry !== undefined) {
      for await (const { bytes } of readEntries(reader, checkpoint, { from: at, to: at + 1 })) {
        writeFile(values.entry, bytes);
      }
    }
    // On a terminal, escape control characters in the log's name; a file gets the proof as it is.
    const text = io.outputIsTerminal ? proof.split('\n').map(escaped).join('\n') : proof;
    await io.write(values.json ? `${lineJson({ index: at, origin, size, proof })}\n` : text);
    return 0;
  },
};

export const CHECK: Command = {
  names: ['ENTRY', 'PROOF'],
  options: ['key', 'policy', 'json'],
  run: async (request) => {
    const {
      names: [entry = '', proof = ''],
      values,
    } = request;
    const given = readFile(proof).toString('utf8');
    const status = explainEntry(new Uint8Array(readFile(entry)), given, requireTrust(values));
    if (status.startsWith('malformed-') && readProof(readFile(entry).toString('utf8')) !== undefined) {
      const [first, second] = [entry, proof].map((file) => JSON.stringify(file));
      throw new Trouble(`${first} is a proof, and ${second} is not: give ENTRY first, then PROOF.`);
    }
    if (status !== 'ok') {
      return say(request, { ok: false, status, why: REASONS[status] }, [`no: ${REASONS[status]}`], 1);
    }
    const { index = 0, checkpoint: { origin = '', size = 0 } = {} } = readProof(given) ?? {};
    return say(request, { ok: true, status, index, origin, size }, [
      `yes: entry ${index} of ${origin}, which has ${size}`,
    ]);
  },
};

// Commands that print entries: all of them in another program's format, or the last ones.

import { setTimeout as sleep } from 'node:timers/promises';
import {
  currentCheckpoint,
  type ExportFormat,
  type ExportOptions,
  exportAs,
  FedzkError,
  type LogEntry,
  readEntries,
  type SignedCheckpoint,
} from '@fedzk/audit';
import { escaped } from '@fedzk/core';
import { type Command, entries, wholeOf } from './command.js';
import { SEE_HELP } from './options.js';
import { keptBy, readerOf } from './place.js';
import { Trouble } from './trouble.js';
import { checkpointAt, orSayWhy, trustOf, warnOf } from './trust.js';

export const EXPORT: Command = {
  names: ['PLACE'],
  options: ['key', 'policy', 'format', 'from', 'to', 'sd-id', 'hostname'],
  run: async (request) => {
    const {
      names: [place = ''],
      values,
      io,
    } = request;
    const { format = 'ndjson', from, to, hostname, 'sd-id': sdId } = values;
    const reader = readerOf(place);
    const kept = await keptBy(reader, trustOf(values));
    const code = warnOf(request, kept);
    const range = {
      from: from === undefined ? kept.from : wholeOf(from, '--from'),
      ...(to !== undefined && { to: wholeOf(to, '--to') }),
    };
    if (to !== undefined && from !== undefined && Number(to) < Number(from)) {
      throw new Trouble(`--to expected ${range.from} or more, which is --from, got ${JSON.stringify(to)}.`);
    }
    for (const [option, value] of Object.entries({ '--hostname': hostname, '--sd-id': sdId })) {
      if (value === undefined || format === 'rfc5424') continue;
      throw new Trouble(`${option} belongs to --format rfc5424. ${SEE_HELP}`);
    }
    const options: ExportOptions = { ...(hostname !== undefined && { hostname }), ...(sdId !== undefined && { sdId }) };
    exportAs(format as ExportFormat, [], options); // refuses wrong options before anything is said of the log
    const wanted = readEntries(reader, await checkpointAt(request, reader), range);
    const lines = exportAs(format as ExportFormat, wanted, options);
    await orSayWhy(kept, range.from, async () => {
      for await (const line of lines) await io.write(`${line}\n`);
    });
    return code;
  },
};

/** Milliseconds between two reads of a log that is followed. */
const FOLLOW_MS = 500;

export const TAIL: Command = {
  names: ['PLACE'],
  options: ['key', 'policy', 'lines', 'follow', 'json'],
  run: async (request) => {
    const {
      names: [place = ''],
      values,
      io,
    } = request;
    const reader = readerOf(place);
    const trust = trustOf(values);
    const count = wholeOf(values.lines, '--lines');
    let checkpoint: SignedCheckpoint = await checkpointAt(request, reader);
    const kept = await keptBy(reader, trust);
    const code = warnOf(request, kept);
    let from = Math.max(kept.from, checkpoint.size - count);
    while (true) {
      const newest = readEntries(reader, checkpoint, { from });
      await orSayWhy(kept, from, async () => {
        if (values.json) for await (const line of exportAs('ndjson', newest)) await io.write(`${line}\n`);
        else for await (const entry of newest) await io.write(`${escaped(lineOf(entry))}\n`);
      });
      if (!values.follow) return code;
      from = checkpoint.size;
      await sleep(FOLLOW_MS);
      checkpoint = await currentCheckpoint(reader, trust);
      if (checkpoint.size < from)
        throw new FedzkError('rolled-back', `The log had ${entries(from)}, and has fewer now.`);
    }
  },
};

function lineOf({ index, entry }: LogEntry): string {
  const { time, result, operation, resource, user_id, reason } = entry;
  const words = [index, time, result, operation, JSON.stringify(resource), `by ${JSON.stringify(user_id)}`];
  return [...words, ...(reason === undefined ? [] : [JSON.stringify(reason)])].join('  ');
}

import { type VerifyLogOptions, verifyLog } from '@fedzk/audit';
import { verifyLogOnThreads } from '@fedzk/audit/threads';
import { counted } from '@fedzk/core';
import { type Command, entries, progressOf, say, wholeOf } from './command.js';
import { readFile } from './files.js';
import { isUrl, keptBy, readerOf } from './place.js';
import { Trouble } from './trouble.js';
import { requireTrust, warnOf } from './trust.js';
import { inOptions } from './words.js';

export const VERIFY: Command = {
  names: ['PLACE'],
  options: ['key', 'policy', 'since', 'minimum', 'threads', 'json'],
  run: async (request) => {
    const {
      names: [place = ''],
      values,
      io,
    } = request;
    const { since, minimum, threads } = values;
    const reader = readerOf(place);
    const trust = requireTrust(values);
    const options: VerifyLogOptions = {
      ...trust,
      ...(since !== undefined && { since: readFile(since).toString('utf8') }),
      ...(minimum !== undefined && { minimum: wholeOf(minimum, '--minimum') }),
      onProgress: progressOf(request),
      signal: io.cancelled(),
    };
    const count = threads === undefined ? {} : { threads: wholeOf(threads, '--threads', 1) };
    if (isUrl(place) && threads !== undefined) throw new Trouble('--threads expected a folder, not a URL.');
    // Of a URL the server takes the time, not the hashing.
    const report = await (isUrl(place)
      ? verifyLog(reader, options)
      : verifyLogOnThreads({ directory: place }, { ...options, ...count }));
    const { ok, problems, origin, size, root, witnesses, checked, notChecked } = report;
    const kept = await keptBy(reader, trust);
    const forged = warnOf(request, kept);
    const verdict = ok ? 'all is well' : counted(problems.length, 'problem');
    const words = [
      ...problems.map(({ where, why }) => `${where}: ${inOptions(why)}`),
      `${origin}, ${entries(size)}${root && `, root ${root}`}: ${verdict}`,
      ...(witnesses.length > 0 ? [`witnesses: ${witnesses.join(', ')}`] : []),
      `checked: ${entries(checked.entries)}, ${counted(checked.tiles, 'tile')}${checked.since ? ', a continuation of --since' : ''}`,
      ...notChecked.map((what) => `not checked: ${inOptions(what)}`),
      ...(kept.from > Number(minimum ?? 0)
        ? [
            `the log says that entries before ${kept.from} were archived or pruned; if they may, add --minimum ${kept.from}`,
          ]
        : []),
    ];
    return say(request, report, words, ok ? forged : 1);
  },
};

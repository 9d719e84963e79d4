// The help, and the options of the command line.

import { readWords } from '@fedzk/core/node';
import { Trouble } from './trouble.js';

export const HELP = `Reads and verifies audit logs. PLACE is a log's folder, or the URL it is served at.

  fedzk-audit verify PLACE           reads the whole log and says what is wrong
  fedzk-audit prove PLACE INDEX      writes the proof of an entry to standard output
  fedzk-audit check ENTRY PROOF      says whether the entry in one file is in a log, by the proof in another
  fedzk-audit export PLACE           writes entries in another program's format
  fedzk-audit tail PLACE             writes the last entries
  fedzk-audit backup FOLDER TARGET   copies a log, which may have a writer, to a new folder, and verifies the copy
  fedzk-audit recover FOLDER         rebuilds lost or damaged tiles, and says whether the log can go on
  fedzk-audit unlock FOLDER          removes the lock of a writer that has ended, after a loss of power or in another
                                     container. If the writer is still running, it stops at its next checkpoint
  fedzk-audit witness FOLDER         asks the witnesses of --policy to cosign the log's checkpoint
  fedzk-audit prune FOLDER N         removes the bundles of entries before N; their hashes and proofs stay

  --key VKEY          the log's verifier key, name+id+base64, as its owner publishes it (signer.verifierKey)
  --policy FILE       a policy file (C2SP tlog-policy), with the log's key and its witnesses
                      verify and check need --key or --policy, witness needs --policy. Without them prove, export and
                      tail check no signature, and say so; so do backup without --key, and recover without --key and
                      without --signer

  --since FILE        verify: an earlier checkpoint, of which the log must be a continuation
  --minimum N         verify: entries before N may have been pruned
  --threads N         verify a folder: the number of threads; default: as many as the machine runs at once
  --entry FILE        prove: writes the entry's bytes to a file
  --format NAME       export: ocsf, ecs, cloudevents, cef, rfc5424, ndjson (default), csv, or seed, the lines of the
                      original FEDzk
  --from N, --to N    export: entries from N on, up to N (not included)
  --sd-id ID          export --format rfc5424: the structured data's name with your enterprise number, as fedzk@12345;
                      default fedzk@32473, a number for examples
  --hostname NAME     export --format rfc5424: the host; default -, unknown
  -n, --lines N       tail: the number of entries, default 10
  -f, --follow        tail: waits for new entries
  --signer FILE       prune and recover: the log's private key, 32 bytes or their hexadecimal, in a file of mode 0600
  --retention TEXT    prune: the policy that permits the removal, for the entry "log.prune"
  --archive           prune: packs the entries into FOLDER/archive instead
  --json              prints JSON; export has its formats instead
  -h, --help, --version

Each option is given once. Ctrl-C ends verify, backup, recover, witness and prune, and leaves nothing half done.
Exit code: 0 all is well, 1 it is not (a problem, no such entry, no quorum), 2 wrong use or broken input, 130 cancelled.`;

export const SEE_HELP = 'fedzk-audit --help shows how.';

const flag = { type: 'boolean', default: false } as const;
const text = { type: 'string' } as const;
const OPTIONS = {
  key: text,
  policy: text,
  since: text,
  minimum: text,
  threads: text,
  entry: text,
  format: text,
  from: text,
  to: text,
  'sd-id': text,
  hostname: text,
  lines: { type: 'string', short: 'n', default: '10' },
  follow: { type: 'boolean', short: 'f', default: false },
  signer: text,
  retention: text,
  archive: flag,
  json: flag,
} as const;

export type Option = keyof typeof OPTIONS;
export type Values = ReturnType<typeof parse>['values'];

interface Arguments {
  readonly values: Values;
  readonly positionals: readonly string[];
  /** The names of options that were given. */
  readonly given: readonly string[];
}

/** @throws {Trouble} */
export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals, tokens } = parse(args);
  return { values, positionals, given: tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : [])) };
}

function parse(args: readonly string[]) {
  return readWords(args, OPTIONS, (why) => new Trouble(`${why}. ${SEE_HELP}`));
}

/** @throws {Trouble} the command does not take an option that was given */
export function requireOptions(command: string, taken: readonly string[], given: readonly string[]): void {
  const foreign = [...new Set(given)].filter((name) => !taken.includes(name)).map((name) => `--${name}`);
  if (foreign.length === 0) return;
  const own = taken.map((name) => `--${name}`).join(', ');
  throw new Trouble(`"${command}" does not take ${foreign.join(', ')}; it takes ${own}. ${SEE_HELP}`);
}

/** @throws {Trouble} */
export function requireNames(command: string, expected: readonly string[], given: readonly string[]): void {
  if (given.length === expected.length) return;
  const more = given.slice(expected.length).map((name) => JSON.stringify(name));
  const rest = more.length === 0 ? '' : ` and no more, got also ${more.join(' and ')}`;
  throw new Trouble(`"${command}" expected ${expected.join(' and ')} after it${rest}. ${SEE_HELP}`);
}

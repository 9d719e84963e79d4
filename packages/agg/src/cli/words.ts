// What the command line says.

import type { ResultFault } from '@fedzk/agg/task';

export const HELP = `Makes and checks the keys and documents of a task and its two aggregators.

  fedzk-agg key aggregator FOLDER             makes sealing.key and signing.key there,
                                              prints the public keys
  fedzk-agg key client FOLDER                 makes signing.key there, prints the public key
  fedzk-agg task new PARTS --out TASK         makes a task file from JSON with its fields,
                                              prints the task's hash
  fedzk-agg task hash TASK                    the task's hash, which is in every report
  fedzk-agg task sign TASK --key FILE         your signature, in a line: leader or helper, and
                                              the signature
  fedzk-agg task check TASK SIGNATURES...     whether both aggregators have signed
  fedzk-agg result check RESULT SIGNATURES... --task TASK
                                              whether both have signed the result of a round

TASK is a task file, RESULT a result, as they are published: canonical JSON, every byte counts.
SIGNATURES are files with the lines that "task sign" prints; they may be one file or several.

  --out TASK         the file to make; it must not exist
  --key FILE         the aggregator's Ed25519 key: 32 bytes or their hexadecimal, in a file of
                     mode 0600
  --task TASK        the task file of the result; check it first
  --sums FILE        check that these are the sums (as published: four bytes each, big-endian)
  --set FILE         check that these are the summed reports (32 bytes each, ascending)
  --announced FILE   check that these are the announced reports
  --omitted FILE     check that these are the omitted reports
  --receipt FILE     check the helper's receipt (96 bytes), and say what became of the report,
                     as far as --announced, --set and --omitted are given
  --json             print one JSON object
  -h, --help         print this
  --version          print the version

Exit code: 0 valid, 1 not valid, 2 wrong use or broken input, with a message on stderr.`;

export const FAULTS: Readonly<Record<ResultFault, string>> = {
  sums: 'the sums are not those of the result',
  set: 'the reports summed are not those of the result, or not in ascending order',
  announced: 'the reports announced are not those of the result, or not in ascending order',
  omitted: 'the reports left out are not those of the result, or can not be left out',
  receipt: "the receipt is not the helper's for a report of this round",
  'not-announced': 'the helper gave a receipt for a report that is not among those announced',
};

// What the command line says of itself: a page for all, and a page for each group of commands. Each fits a screen of 24 lines of 80.

import type { Command, Commands, Option } from './command.js';

/** What an option takes, and what it is for. */
const OPTION_WORDS: Readonly<Record<Option, readonly [takes: string, says: string]>> = {
  data: ['DIR', 'the folder of data'],
  role: ['ROLE', 'leader or helper; by default the one that is here'],
  json: ['', 'one line of JSON for programs'],
  port: ['N', 'the port for clients; the others keep their distance'],
  id: ['ID', '3 to 64 of A-Z, a-z, 0-9, _ and -'],
  home: ['DIR', 'the folder of a client, or of a CA'],
  out: ['FILE', 'the file to make'],
  fingerprint: ['"…"', 'as the other side said it, over another channel'],
  leader: ['CARD', "the leader's card; by default as known here"],
  helper: ['CARD', "the helper's card"],
  key: ['FILE', "the circuit's key; in development left out"],
  manifest: ['FILE', "the manifest of the key's ceremony"],
  trusted: ['FILE', 'whose signatures of the manifest count'],
  signatures: ['FILE', 'by default TASK-FILE.signatures'],
  task: ['ID', "the task's id"],
  round: ['N', 'the round; by default the newest'],
  values: ['FILE', 'the update; - is standard input'],
  format: ['KIND', 'float32 (little-endian), or integers (JSON)'],
  wait: ['SECONDS', 'asks until there is a result'],
  accuracy: ['A', 'from 0 to 1'],
  name: ['NAME', 'the name that its certificate shows'],
  days: ['N', 'how long certificates are valid: 90, 365 at most'],
  'passphrase-file': ['FILE', 'in place of FEDZK_MASTER_PASSWORD'],
  roles: ['ROLES', 'admin, coordinator, or both with a comma; or auditor'],
  development: ['', 'for trying: no secret is safe'],
  create: ['', 'makes the system where there is none'],
  pad: ['', 'an update shorter than the task: zeros take the rest'],
  'take-over': ['', 'the process that had the folder has ended for sure'],
};

const GROUPS: readonly (readonly [name: string, says: string])[] = [
  ['serve', 'runs the aggregators; in an empty folder it makes them'],
  ['status', 'how an aggregator stands'],
  ['doctor', 'looks for what is wrong, and says what to do'],
  ['task', 'create, sign, check, hash, list, end'],
  ['round', 'open, close, collect, abandon, show, note'],
  ['client', 'init, enrol, join, report, result, list, revoke, demo'],
  ['peer', 'card, add, show'],
  ['ca', 'root, issue, install: certificates for production'],
  ['login', 'signs in, for what a person must do'],
  ['logout', 'ends the session'],
  ['person', 'first, add, list, remove, reset, rescue'],
  ['approval', 'list, show, give, refuse: what needs a second person'],
];

const EXIT_CODES = 'Exit codes: 0 yes; 1 no, port taken; 2 wrong use, a system that cannot start.';

/** Says which groups of commands there are. */
export function helpForAll(): string {
  return [
    'fedzk: verified aggregation between two organisations.',
    '',
    '  npx fedzk serve          both aggregators on this machine, for trying',
    '  npx fedzk client demo    in another terminal: ten clients, one sum',
    '',
    ...GROUPS.map(([name, says]) => `  fedzk ${name.padEnd(8)} ${says}`),
    '',
    'fedzk GROUP --help says more. Everywhere:',
    '  --data DIR  the folder of data: by default $STATE_DIRECTORY, as root',
    "              /var/lib/fedzk, else the user's",
    '  --json      one line of JSON for programs',
    EXIT_CODES,
  ].join('\n');
}

/** Says what a group of commands does, or one of its commands; `undefined` for a word that is no group. */
export function helpFor(group: string, second: string, commands: Commands): string | undefined {
  const own = Object.entries(commands).filter(([name]) => name.split(' ')[0] === group);
  const [one] = own.length === 1 ? own : own.filter(([name]) => name === `${group} ${second}`);
  if (one !== undefined) return pageOf(...one);
  if (own.length === 0) return undefined;
  return [
    ...own.flatMap(([name, command]) => [`fedzk ${usageOf(name, command)}`, `    ${command.says}`]),
    '',
    `fedzk ${own[0]?.[0]} --help says what its options are.`,
  ].join('\n');
}

function pageOf(name: string, command: Command): string {
  const { needs = [], options = [], says, words = {}, notes = [] } = command;
  const lines = [...needs, ...options, 'data' as const, 'json' as const].map((option): [string, string] => {
    const [takes, what] = OPTION_WORDS[option];
    return [`--${option} ${takes}`.trim(), words[option] ?? what];
  });
  const width = Math.max(...lines.map(([left]) => left.length));
  const described = lines.map(([left, what]) => `  ${left.padEnd(width)}  ${what}`);
  const below = notes.length === 0 ? [] : ['', ...notes];
  return [`fedzk ${usageOf(name, command)}`, `    ${says}`, '', ...described, ...below].join('\n');
}

/** The words of a command, such as `task create DESCRIPTION --out FILE`. */
export function usageOf(name: string, { usage = '', needs = [] }: Command): string {
  const needed = needs.map((option) => `--${option} ${OPTION_WORDS[option][0]}`.trim());
  return [name, usage, ...needed].filter((part) => part !== '').join(' ');
}

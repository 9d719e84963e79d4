// What --help prints: all commands on one screen, and one command with its options.

import type { OptionName } from './arguments.js';
import type { Command } from './command.js';

/** At most 24 lines of 80 columns. */
export const OVERVIEW = `Keeps keys in a folder, encrypted. "fedzk-keys COMMAND --help" says more.

  init DIR                  make a store
  put DIR ID [FILE]         keep a key: of FILE, of standard input, or typed
  generate DIR ID           make a key that stays in the store
  get DIR ID, public DIR ID           write an exportable key, or a public key
  list DIR, show DIR ID, metadata DIR ID         tell what is known of keys
  update DIR ID             change its expiry, owner, purpose, metadata, hold
  retire DIR ID [N]         remove an old version of a key
  delete DIR ID             remove a key; older copies of the store have it
  erase DIR ID              remove a key; it opens from no later state
  run DIR NAME=ID -- PROGRAM          run a program with keys as variables
  rotate DIR, rewrap DIR    make a new master key, move all keys to it
  rotate-root DIR           make a new root key, which no other slot opens
  passwd DIR                change the passphrase
  slots list|add DIR, slots remove DIR SLOT      what opens the store
  verify DIR                read everything and tell what is wrong
  backup DIR FILE           copy a store that is in use to a file
  restore FILE DIR          make a store of a backup
  anchor DIR                refuse older copies of the store from now on
  api-keys issue|list|rotate|revoke|delete|check DIR  clients' keys

Passphrase: FEDZK_MASTER_PASSWORD, --passphrase-file FILE, or it is asked for.
Exit code: 0 done; 1 no: no such key, a wrong passphrase; 2 wrong use.`;

const EXPLAINED: Readonly<Record<OptionName, readonly [word: string, what: string]>> = {
  'passphrase-file': ['FILE', 'its first line is the passphrase; mode 0600; /dev/stdin'],
  'key-file': ['FILE', '32 random bytes open the store; mode 0600'],
  'new-passphrase-file': ['FILE', 'the new passphrase: a file like --passphrase-file'],
  'new-key-file': ['FILE', 'the new key: a file like --key-file'],
  'pepper-file': ['FILE', '32 random bytes open the API keys; mode 0600'],
  anchor: ['FOLDER', 'remembers the newest state of the store, elsewhere'],
  audit: ['FILE', 'a file that gets a line of JSON for each change and each key handed out'],
  kdf: ['NAME', 'of a new passphrase: argon2id (default) or pbkdf2'],
  kind: ['KIND', 'aes-256 (default for 32 bytes), hmac-sha256, ed25519, opaque'],
  purpose: ['TEXT', 'what the key is for'],
  owner: ['TEXT', 'who owns the key'],
  role: ['NAME', 'the role that it gives'],
  scopes: ['A,B', 'what it may be used for, with commas between'],
  env: ['NAME', 'live (default) or test; a key of one is unknown in the other'],
  'overlap-seconds': ['N', 'for how long the old key stays valid; default 0'],
  expires: ['DATE', 'when the key expires: it then only opens and verifies'],
  metadata: ['JSON', 'an object that is kept with the key, encrypted'],
  'key-version': ['N', 'a version other than the newest'],
  before: ['N', 'all versions below N'],
  as: ['FORM', 'hex (default), base64, text'],
  hold: ['', 'put the key on hold: it cannot be deleted'],
  'no-hold': ['', 'lift the hold: the key can be deleted'],
  exportable: ['', 'the bytes of the key may leave the store'],
  replace: ['', 'if the key exists, make this its next version'],
  hex: ['', 'write hexadecimal and a line end'],
  reencrypt: ['', 'make new data keys too'],
  'drop-slots': ['', 'accept that all other slots are removed'],
  'accept-rollback': ['', 'accept that all changes after the backup are lost'],
  json: ['', 'print JSON'],
  help: ['', 'print this'],
  version: ['', 'print the version'],
};

export function helpOf(name: string, { usage, summary, details = [], explained = {}, options }: Command): string {
  const rows = options.map((option) => {
    const [word, usual] = EXPLAINED[option];
    const what = explained[option] ?? usual;
    return `  ${`--${option}${word === '' ? '' : ` ${word}`}`.padEnd(28)} ${what}`;
  });
  return [
    `fedzk-keys ${name} ${usage}`,
    `  ${summary}`,
    '',
    ...details,
    ...(details.length > 0 ? [''] : []),
    ...rows,
  ].join('\n');
}

/** All commands that begin with the same word, such as `slots`. */
export function helpOfGroup(commands: readonly (readonly [name: string, command: Command])[]): string {
  return commands.map(([name, { usage, summary }]) => `fedzk-keys ${name} ${usage}\n  ${summary}`).join('\n\n');
}

// key: makes the key that a contributor or a verifier signs with, or tells its public line.

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { quoted, Trouble } from '../files.js';
import { oneName } from './names.js';
import { writeText } from './new-files.js';
import { SEE_HELP } from './options.js';
import { type Command, type Request, say, tell } from './run.js';
import { requireSignerName, signerOf } from './signer.js';

export const KEY: Command = {
  options: ['name', 'signer-name'],
  async run(request) {
    const { name, 'signer-name': other } = request.values;
    const file = oneName(request, 'key');
    if (name !== undefined && other !== undefined) {
      throw new Trouble(`"key" expected --name to make a key, or --signer-name for one that exists. ${SEE_HELP}`);
    }
    if (name === undefined && !existsSync(file)) {
      throw new Trouble(`${quoted(file)} does not exist. To make a key, give its owner's --name. ${SEE_HELP}`);
    }
    if (name !== undefined) {
      requireSignerName(name, 'name', 'key');
      if (existsSync(file)) {
        throw new Trouble(
          `${quoted(file)} exists. To print its line, leave out --name. To make another key, give the name of a new file.`,
        );
      }
      await makeKey(request, file);
    }
    const own = name ?? other ?? basename(file, '.key');
    requireSignerName(own, 'signer-name', 'key');
    const { verifierKey } = signerOf(file, own);
    // Standard output is the line alone.
    if (name !== undefined) {
      tell(request, `${quoted(file)} is made: keep it secret. The line is public: give it to the coordinator.`);
    } else if (other === undefined) {
      // The file has the key without a name, and another name makes another line.
      tell(
        request,
        `The line is for the name ${quoted(own)}. If the key was made with another --name, give that as --signer-name.`,
      );
    }
    say(request, { file, key: verifierKey }, verifierKey);
    return 0;
  },
};

/** Writes 32 random bytes in hexadecimal to a new file that only its owner can read. @throws {Trouble} */
async function makeKey(request: Request, file: string): Promise<void> {
  const seed = randomBytes(32);
  try {
    await writeText(request, file, `${seed.toString('hex')}\n`, 0o600);
  } finally {
    seed.fill(0);
  }
}

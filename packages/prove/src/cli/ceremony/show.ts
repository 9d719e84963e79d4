// show: what is in a file of a ceremony. Nothing is verified but a manifest with --trust.

import { counted, FedzkError } from '@fedzk/core';
import { readPowers } from '@fedzk/prove/ceremony';
import { readContributions } from '@fedzk/verify/ceremony';
import { lettersOf } from '../../ceremony/format/file.js';
import { readCircuit } from '../../ceremony/format/r1cs.js';
import { quoted, Trouble } from '../files.js';
import { type Kind, MOST_TEXT_BYTES, withFile } from './files.js';
import { oneName } from './names.js';
import { type Command, type Request, say } from './run.js';
import { noFile, showText } from './show-text.js';

type Show = (request: Request, file: string) => Promise<0 | 1>;

export const SHOW: Command = {
  options: ['trust', 'level', 'development'],
  async run(request) {
    const file = oneName(request, 'show');
    const { letters, size } = await withFile(file, async (own) => ({ letters: await lettersOf(own), size: own.size }));
    const show: Show = Object.hasOwn(SHOWN, letters) ? SHOWN[letters as Kind] : showText;
    if (show === showText) {
      if (size > MOST_TEXT_BYTES) throw noFile(file);
      return show(request, file);
    }
    if (request.values.trust === undefined) {
      return show(request, file).catch((error: unknown) => {
        throw error instanceof FedzkError && error.code === 'invalid-ceremony-file' ? damaged(error, file) : error;
      });
    }
    throw new Trouble(`--trust is for manifests, and ${quoted(file)} is a ${letters} file.`);
  },
};

const SHOWN: Readonly<Record<Kind, Show>> = { zkey: showKey, ptau: showPowers, r1cs: showCircuit };

/** Names a damaged file, and says what to do. */
function damaged({ message }: FedzkError, file: string): Trouble {
  const named = message.replace(/^(?:"zkey"|The file)/, () => quoted(file));
  return new Trouble(named.endsWith(AGAIN) ? named : `${named} ${AGAIN}`);
}

const AGAIN = 'Get it again from where it came from.';

interface Shown {
  readonly kind: 'person' | 'beacon';
  readonly name?: string;
  readonly hash: string;
}

const line = ({ kind, name, hash }: Shown, i: number): string =>
  `contribution ${i}: ${kind}${name === undefined ? '' : ` ${quoted(name)}`}: ${hash}`;

async function showKey(request: Request, file: string): Promise<0> {
  const found = await withFile(file, (zkey) => readContributions(zkey));
  const { curve, circuitHash, contributions } = found;
  const what = `a key over ${curve}, ${counted(contributions.length, 'contribution')}, none verified`;
  say(request, found, `${quoted(file)}: ${what}`, `circuit hash ${circuitHash}`, ...contributions.map(line));
  return 0;
}

async function showPowers(request: Request, file: string): Promise<0> {
  const found = await withFile(file, (ptau) => readPowers(ptau));
  const { curve, power, prepared, contributions } = found;
  const what = `powers of τ over ${curve}, 2^${power}${prepared ? ', prepared' : ''}, ${counted(contributions.length, 'contribution')}, none verified`;
  say(request, found, `${quoted(file)}: ${what}`, ...contributions.map(line));
  return 0;
}

async function showCircuit(request: Request, file: string): Promise<0> {
  const found = await withFile(file, readCircuit);
  const { curve, constraints, publicSignals, wires, domain } = found;
  const what = `a circuit over ${curve}, ${counted(constraints, 'constraint')}`;
  say(
    request,
    found,
    `${quoted(file)}: ${what}`,
    `${counted(publicSignals, 'public signal')} of ${counted(wires, 'wire')}; its key needs 2^${Math.log2(domain)} powers of τ`,
  );
  return 0;
}

// contribute, beacon: a file with one contribution more.

import { FedzkError } from '@fedzk/core';
import { applyBeacon, type Contributed, contribute, signContribution } from '@fedzk/prove/ceremony';
import type { KeyFile } from '@fedzk/prove/node';
import { requireClosed, requireOpen } from '../../ceremony/manifest/announcement.js';
import { quoted, Trouble } from '../files.js';
import { readAnnounced } from './announced.js';
import { isAddress } from './download/address.js';
import { claimed } from './download/claim.js';
import { downloaded } from './download/download.js';
import { requireNew, withFile } from './files.js';
import { twoNames } from './names.js';
import { requireNewBefore, together } from './new-files.js';
import { requireOnce } from './once.js';
import { hexOf, integerOf, SEE_HELP, type Values } from './options.js';
import { type Command, type Request, say, tell, threadsOf } from './run.js';
import { signerIn } from './signer.js';
import { typedText } from './typed.js';

export const CONTRIBUTE: Command = {
  options: ['name', 'typed', 'announcement', 'signer', 'signer-name', 'threads'],
  async run(request) {
    const { values, call } = request;
    const [from, out] = twoNames(request, 'contribute');
    const { name, signer, announcement } = values;
    if (signer !== undefined && announcement === undefined) {
      throw new Trouble(`--signer needs --announcement FILE, which is signed, too. ${SEE_HELP}`);
    }
    if (signer === undefined && values['signer-name'] !== undefined) {
      throw new Trouble(`--signer-name needs --signer FILE, the key. ${SEE_HELP}`);
    }
    const signing = signer === undefined ? undefined : signerIn(values, 'contribute');
    const announced = readAnnounced(announcement, requireOpen);
    const note = `${out}.note`;
    requireNew(out);
    if (signing !== undefined) requireNewBefore(note, out);
    const threads = threadsOf(values);
    const typed = await typedText(request);
    const options = { name, typed, threads, announcement: announced };
    const beside = isAddress(from) ? [out] : [out, from];
    const made = await withInput(request, from, `${out}.download`, async (source) => {
      await requireOnce(request, from, source, { name, signer: signing, announcement: announced, beside });
      return together(request, async (files) => {
        const link = await contribute(source, files.sink(out), options, call);
        if (signing !== undefined && announced !== undefined) {
          await files.write(note, await signContribution(announced, link, signing));
        }
        return link;
      });
    });
    const published = signing === undefined ? [] : [`signed ${quoted(note)} with ${signing.verifierKey}; publish both`];
    say(
      request,
      { file: out, ...made, ...(signing && { note, key: signing.verifierKey }) },
      ...words(out, made),
      ...published,
    );
    return 0;
  },
};

/** Uses a file, or what an address has. */
async function withInput<T>(
  request: Request,
  from: string,
  file: string,
  use: (source: KeyFile) => Promise<T>,
): Promise<T> {
  if (!isAddress(from)) return withFile(from, use);
  const { call, kept } = request;
  return claimed(file, async () => {
    const parts = await downloaded(from, file, { signal: call.signal, kept, tell: (line) => tell(request, line) });
    try {
      const made = await withFile(parts.file, use);
      parts.remove();
      return made;
    } catch (error) {
      if (!(error instanceof FedzkError)) throw error;
      if (REFUSALS.has(error.code)) {
        throw new Trouble(`${error.message} ${quoted(file)} stays; remove it to download it anew.`);
      }
      if (error.code !== 'invalid-ceremony-file') throw error;
      // It may be damaged on its way, and would be used again.
      parts.remove();
      const why = error.message.replace(/ Get it again .*$/, '');
      throw new Trouble(
        `What came from ${quoted(from)} was removed. ${why} Run this again to download it anew, or ask the coordinator.`,
      );
    }
  });
}

/** The codes of errors that a download's content is a reason of: another circuit's key, a ceremony that has ended. */
const REFUSALS: ReadonlySet<string> = new Set(['invalid-argument', 'invalid-state', 'unsupported']);

function words(out: string, { index, hash, circuitHash }: Contributed): string[] {
  return [
    `${quoted(out)}: contribution ${index}`,
    ...(circuitHash === undefined ? [] : [`circuit hash ${circuitHash}`]),
    `contribution hash ${hash}`,
  ];
}

export const BEACON: Command = {
  options: ['name', 'value', 'signature', 'iterations', 'announcement', 'threads'],
  async run(request) {
    const { values, call } = request;
    const [from, out] = twoNames(request, 'beacon');
    const { name, value, signature, announcement } = values;
    if ((value === undefined) === (signature === undefined)) {
      throw new Trouble(
        `"beacon" needs --signature of drand's round or --value, one of the two, got ${value === undefined ? 'none' : 'both'}. ${SEE_HELP}`,
      );
    }
    // A block's hash is what is announced.
    const [least, most] = announcement === undefined ? [1, 255] : [32, 32];
    const options = {
      ...(signature === undefined
        ? { value: hexOf(value as string, 'value', least, most) }
        : { signature: hexOf(signature, 'signature', 48, 48) }),
      announcement: readAnnounced(announcement, requireClosed),
      iterations: iterationsOf(values),
      ...{ name, threads: threadsOf(values) },
    };
    const made = await withFile(from, (source) =>
      together(request, (files) => applyBeacon(source, files.sink(out), options, call)),
    );
    say(request, { file: out, ...made }, ...words(out, made));
    return 0;
  },
};

/** The announced number by default. */
function iterationsOf({ iterations, announcement }: Values): number | undefined {
  if (iterations === undefined) return announcement === undefined ? 10 : undefined;
  return integerOf(iterations, 'iterations', 10, 20);
}

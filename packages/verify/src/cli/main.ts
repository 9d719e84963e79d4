// The command line, for Node. It uses only the package's public interface.

import { escaped } from '@fedzk/core';
import { readWords } from '@fedzk/core/node';
import type { ProofInput, PublicSignalsInput, Verifier, VerifyStatus } from '@fedzk/verify';
import { chunks, type Item, noProofs, type Statement } from './items.js';
import { longest, readKey } from './key.js';
import { checkOrder } from './order.js';
import { readPart, SEE_HELP, Trouble } from './read.js';
import type { Surroundings } from './surroundings.js';
import { HELP, verdict } from './words.js';

/**
 * Runs the command line.
 *
 * @param args the arguments after the command's name
 * @returns the exit code: 0 all valid, 1 not all valid, 2 wrong use or broken input
 */
export async function main(args: readonly string[], io: Surroundings): Promise<number> {
  try {
    return await obey(args, io);
  } catch (error) {
    const message = error instanceof Error ? error.message : 'an unknown error';
    io.tell(`fedzk-verify: ${escaped(message)}`);
    // With an invalid option there are no parsed values.
    if (args.includes('--json')) io.end(2, escaped(JSON.stringify({ ok: false, error: message })));
    return 2;
  }
}

async function obey(args: readonly string[], io: Surroundings): Promise<number> {
  const { values, positionals } = readArguments(args);
  const [keyFile, source, signalsFile] = positionals;
  if (values.help) return ended(io, 0, HELP);
  if (values.version) return ended(io, 0, io.version());
  if (keyFile === undefined || source === undefined || positionals.length > 3) {
    throw new Trouble(`Expected two or three file names, got ${positionals.length}. ${SEE_HELP}`);
  }
  const verifier = readKey(keyFile, values['allow-insecure']);
  if (signalsFile !== undefined) return verifyOne(verifier, { source, signalsFile }, values.json, io);
  return verifyMany(verifier, source, values.json, io);
}

function readArguments(args: readonly string[]) {
  const flag = { type: 'boolean', default: false } as const;
  return readWords(args, { json: flag, 'allow-insecure': flag }, (why) => new Trouble(`${why}. ${SEE_HELP}`));
}

function ended(io: Surroundings, code: number, line: string): number {
  io.end(code, line);
  return code;
}

function verifyOne(
  verifier: Verifier,
  { source, signalsFile }: { readonly source: string; readonly signalsFile: string },
  json: boolean,
  io: Surroundings,
): number {
  const most = longest(verifier);
  const [proof, publicSignals] = [readPart(source, most), readPart(signalsFile, most)];
  checkOrder(
    [
      { file: source, place: 'a proof', value: proof },
      { file: signalsFile, place: 'public signals', value: publicSignals },
    ],
    verifier.nPublic,
  );
  const status = explain(verifier, { proof, publicSignals });
  const ok = status === 'ok';
  const { id, curve } = verifier;
  return ended(io, ok ? 0 : 1, json ? JSON.stringify({ ok, status, id, curve }) : verdict(status, proof));
}

async function verifyMany(verifier: Verifier, source: string, json: boolean, io: Surroundings): Promise<number> {
  const failed: object[] = [];
  let [count, valid] = [0, 0];
  for await (const chunk of chunks(source, longest(verifier), () => io.input)) {
    const result = verifier.verifyBatch(chunk as Parameters<Verifier['verifyBatch']>[0]);
    count += chunk.length;
    valid += chunk.length - result.failed.length;
    for (const item of result.failed.flatMap((i) => chunk[i] ?? [])) {
      const status = item.status ?? explain(verifier, item);
      if (json) failed.push({ ...item.place, status });
      else io.end(1, `${placeName(item)}: ${verdict(status, item.proof)}`);
    }
  }
  // No proof at all must not count as "all valid".
  if (count === 0) throw noProofs(source);
  const ok = valid === count;
  const { id, curve } = verifier;
  const line = json ? escaped(JSON.stringify({ ok, count, failed, id, curve })) : `${valid} of ${count} valid`;
  return ended(io, ok ? 0 : 1, line);
}

function explain(verifier: Verifier, { proof, publicSignals }: Statement): VerifyStatus {
  return verifier.explain(proof as ProofInput, publicSignals as PublicSignalsInput);
}

function placeName({ place }: Item): string {
  return 'line' in place ? `line ${place.line}` : escaped(place.name);
}

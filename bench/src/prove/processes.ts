// Proofs in new processes: their memory, and the time of the first proof beside later ones.

import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createVerifier, type ProofJson } from '@fedzk/verify';
import { median, order, ratio, type Spread, spread } from '../measure.js';
import { programFolder, writeProgram } from '../programs.js';
import type { Prepared } from './circuits.js';
import type { Report } from './program.js';
import { ANEW, OURS, THREADS, WORKERS } from './provers.js';

const WAYS = [OURS, THREADS, ANEW, WORKERS] as const;

export interface MemoryResult {
  readonly subject: string;
  readonly by: string;
  /** Greatest memory of a process that makes one proof, in bytes. */
  readonly bytes: Spread;
  /** Our memory on one thread divided by the peer's. */
  readonly oursToTheirs: Spread;
}

export interface FirstResult {
  readonly subject: string;
  /** Milliseconds to open the key, of the first proof, and of a later proof. */
  readonly open: Spread;
  readonly first: Spread;
  readonly later: Spread;
  /** The first proof's time divided by the median of later ones, for each process. */
  readonly firstToLater: Spread;
}

/** Processes of one circuit. Their proofs are verified. */
export interface Processes extends Disposable {
  memory(rounds: number): Promise<MemoryResult[]>;
  first(rounds: number, later: number): Promise<FirstResult>;
}

/**
 * Prepares the processes of one circuit.
 *
 * @throws if a process makes no valid proof
 */
export async function processesOf({
  circuit,
  files,
  wtns,
  verificationKey,
  publicSignals,
}: Prepared): Promise<Processes> {
  const dir = programFolder(`prove/${circuit.instance.name}`);
  const [program, witness] = [join(dir, 'program.mjs'), join(dir, 'witness.wtns')];
  writeFileSync(witness, wtns);
  await writeProgram(new URL('./program.ts', import.meta.url), program);
  const verifier = createVerifier(verificationKey);

  const start = async (way: string, later: number): Promise<Report> => {
    const { stdout } = await promisify(execFile)(process.execPath, [program, way, files.zkey, witness, String(later)]);
    const report = JSON.parse(stdout) as Report;
    const { proof, publicSignals: own } = report.proved;
    if (`${own}` !== `${publicSignals}` || !verifier.verify(proof as ProofJson, publicSignals)) {
      throw new Error(`a process of ${way} does not prove "${circuit.name}"`);
    }
    return report;
  };

  return {
    async memory(rounds) {
      const bytes: number[][] = WAYS.map(() => []);
      for (let round = 0; round < rounds; round++) {
        for (const i of order(WAYS.length, round)) bytes[i]?.push((await start(WAYS[i] ?? '', 0)).memory);
      }
      return WAYS.map((by, i) => {
        const [own = [], theirs = []] = [bytes[0], bytes[i]];
        return { subject: circuit.name, by, bytes: spread(theirs), oursToTheirs: ratio(own, theirs) };
      });
    },
    async first(rounds, later) {
      const reports: Report[] = [];
      for (let round = 0; round < rounds; round++) reports.push(await start(OURS, later));
      return {
        subject: circuit.name,
        open: spread(reports.map(({ open }) => open)),
        first: spread(reports.map(({ first }) => first)),
        later: spread(reports.map((report) => median(report.later))),
        firstToLater: spread(reports.map((report) => report.first / median(report.later))),
      };
    },
    [Symbol.dispose]() {
      verifier.dispose();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

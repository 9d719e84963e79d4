// The table of speed in the README of @fedzk/verify, from the committed records.

import { readFileSync } from 'node:fs';
import { CURVES, type Curve } from './curves.js';
import type { BatchResult } from './measurements/batch.js';
import type { VerifyResult } from './measurements/verify.js';

interface Part<Result> {
  readonly runtime: string;
  readonly missing?: string;
  readonly cpu: string;
  readonly cores: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly results: readonly Result[];
}

const PEERS = ['snarkjs', 'snarkjs, one thread', 'noble', 'mcl', 'ark'];
const SIGNALS = [4, 64];
const BATCH = 100;

/** Makes the table of ratios to ours, for each runtime in the record. */
export function speedTable(): string {
  const batches = record<BatchResult>('batch');
  const parts = record<VerifyResult>('verify').filter(({ missing }) => missing === undefined);
  const [first] = parts;
  if (first === undefined) throw new Error('bench/record/verify.json has no runtime');
  const lines = ['| | ours, ms | snarkjs | snarkjs, one thread | noble | mcl | ark |', '|---|---|---|---|---|---|---|'];
  for (const { runtime, results } of parts) {
    const backend = results[0]?.backend ?? '';
    lines.push(`| **${runtime}**, \`${backend}\` | | | | | | |`);
    for (const curve of Object.keys(CURVES) as Curve[]) {
      for (const nPublic of SIGNALS) {
        const result = results.find((own) => own.curve === curve && own.nPublic === nPublic);
        if (result === undefined) throw new Error(`no record of ${nPublic} signals over ${curve} in ${runtime}`);
        const rows = result.engines.map(({ engine, ms, ratioToOurs }) => ({ engine, ms, ratioToOurs }));
        lines.push(line(`${CURVES[curve].title}, ${nPublic} signals`, rows));
      }
      const batch = batches
        .find((own) => own.runtime === runtime)
        ?.results.find((own) => own.curve === curve && own.size === BATCH);
      if (batch === undefined) continue;
      // Takes each peer in its quicker way.
      const rows = [...batch.rows]
        .sort((a, b) => a.ratioToOurs.median - b.ratioToOurs.median)
        .map(({ engine, msPerProof: ms, ratioToOurs }) => ({ engine, ms, ratioToOurs }));
      lines.push(line(`${CURVES[curve].title}, 4 signals, each of ${BATCH} together`, rows));
    }
  }
  const { cpu, cores, versions } = first;
  const names = Object.entries(versions)
    .filter(([name]) => !name.startsWith('@fedzk'))
    .map(([name, version]) => `${name} ${version}`);
  return `${lines.join('\n')}\n\nOn ${cpu}, ${cores} cores, with ${names.join(', ')}.`;
}

interface Row {
  readonly engine: string;
  readonly ms: { readonly median: number };
  readonly ratioToOurs: { readonly median: number };
}

function line(title: string, rows: readonly Row[]): string {
  const ours = rows.find(({ engine }) => engine === 'fedzk');
  const ratios = PEERS.map((peer) => rows.find(({ engine }) => engine === peer)?.ratioToOurs.median);
  const cells = ratios.map((ratio) => (ratio === undefined ? '' : `${ratio.toFixed(1)}×`));
  return `| ${[title, ours?.ms.median.toFixed(2) ?? '', ...cells].join(' | ')} |`;
}

function record<Result>(name: string): Part<Result>[] {
  const text = readFileSync(new URL(`../record/${name}.json`, import.meta.url), 'utf8');
  return (JSON.parse(text) as { runtimes: Part<Result>[] }).runtimes;
}

/**
 * The table of instances in README.md, out of circuits.json, whose numbers a test compares with the compiled circuits. As a
 * program it writes it: `npm run table`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './circom.js';
import { type Instance, readInstances } from './instances.js';

const README = join(root, 'README.md');
const BEGIN = '<!-- Written by scripts/instance-table.ts. -->\n';
const END = '\n<!-- The end of what it writes. -->';

const curves = { bn128: 'BN254', bls12381: 'BLS12-381' } as const;
const headings = [
  'instance',
  'level',
  'curve',
  'main component',
  'public signals',
  'values',
  'constraints',
  'wires',
  'domain',
];

/** README.md's text. */
export const readReadme = (): string => readFileSync(README, 'utf8');

/** README.md as it should be. */
export function withTable(readme: string): string {
  const [before, rest, ...others] = readme.split(BEGIN);
  const end = rest?.indexOf(END) ?? -1;
  if (rest === undefined || end < 0 || others.length > 0) throw new Error(`README.md has no ${BEGIN} or no ${END}`);
  return `${before}${BEGIN}\n${table(readInstances())}\n${rest.slice(end)}`;
}

function table(instances: readonly Instance[]): string {
  const rows = [headings, headings.map(() => '---'), ...instances.map(row)];
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function row({ name, level, prime, template, parameters, publicSignals, constraints, wires }: Instance): string[] {
  const all = constraints.nonLinear + constraints.linear;
  const domain = Math.ceil(Math.log2(all + publicSignals.length + 1));
  const main = `\`${template}(${Object.values(parameters).join(', ')})\``;
  const counts = [parameters.n ?? 0, all, wires].map((count) => count.toLocaleString('en'));
  const named = publicSignals.map((signal) => `\`${signal}\``).join(' ');
  return [`\`${name}\``, level ?? '', curves[prime], main, named, ...counts, `2^${domain}`];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(README, withTable(readReadme()));

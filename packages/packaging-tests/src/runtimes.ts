// The runtimes that run a program as a process of its own. A new one is added here.
import { findRuntime, type RuntimeName } from '../../../scripts/lib/runtimes.mjs';

export interface Runtime {
  readonly name: string;
  /** With the version and what is passed to it, where it is there. */
  readonly title: string;
  /** Why it is not there. */
  readonly missing: string | undefined;
  /** The command that a program follows. */
  readonly command: readonly string[];
  /** The same for a program that reads files. */
  readonly reading: readonly string[];
  /** What its verifiers say. */
  readonly backend: string;
}

type Found = ReturnType<typeof findRuntime>;

const running = Number.parseInt(process.versions.node, 10);

export const RUNTIMES: readonly Runtime[] = [
  ...[...new Set([20, 22, 24, running])].map((major) => runtime(`Node ${major}`, node(major))),
  runtime('Deno', findRuntime('deno'), ['run', '--no-prompt'], ['--allow-read=.']),
  runtime('Bun', findRuntime('bun')),
];

function node(major: number): Found {
  if (major === running) return { path: process.execPath, version: process.versions.node };
  if (major === 20) return { missing: `the tests run on Node ${running}; run them on Node 20 too` };
  return findRuntime(`node-${major}` as RuntimeName);
}

function runtime(name: string, found: Found, args: readonly string[] = [], toRead: readonly string[] = []): Runtime {
  const { path, version, missing } = { path: '', version: '', missing: undefined, ...found };
  return {
    name,
    title: version === '' ? name : [name.split(' ')[0], version, ...args].join(' '),
    missing,
    command: [path, ...args],
    reading: [path, ...args, ...toRead],
    backend: 'portable',
  };
}

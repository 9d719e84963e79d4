// The runtimes that run a program as a process. Add a new one here.
import { findRuntime, type RuntimeName } from '../../../scripts/lib/runtimes.mjs';
import { FASTEST } from './machine.js';

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
  /** The same for one that asks a server of this machine. */
  readonly fetching: readonly string[];
  /** The same for one that keeps keys in a folder. */
  readonly keeping: readonly string[];
  /** The build that its verifiers name. */
  readonly backend: string;
}

type Found = ReturnType<typeof findRuntime>;

/** The versions of Node that are supported; the one that the tests run on is tested in any case. */
export const NODES: readonly number[] = [20, 22, 24];

const running = Number.parseInt(process.versions.node, 10);

export const RUNTIMES: readonly Runtime[] = [
  ...[...new Set([...NODES, running])].map((major) =>
    runtime({ name: `Node ${major}`, found: node(major), backend: major > 20 ? FASTEST : 'portable' }),
  ),
  runtime({
    name: 'Deno',
    found: findRuntime('deno'),
    args: ['run', '--no-prompt'],
    toRead: ['--allow-read=.'],
    toFetch: ['--allow-net=127.0.0.1'],
    toKeep: ['--allow-write=.', '--allow-sys=uid', '--allow-env=FEDZK_MASTER_PASSWORD'],
    backend: FASTEST,
  }),
  runtime({ name: 'Bun', found: findRuntime('bun'), backend: 'portable' }),
];

function node(major: number): Found {
  if (major === running) return { path: process.execPath, version: process.versions.node };
  if (major === 20) return { missing: `the tests run on Node ${running}; run them on Node 20 too` };
  return findRuntime(`node-${major}` as RuntimeName);
}

interface Row extends Pick<Runtime, 'name' | 'backend'> {
  readonly found: Found;
  readonly args?: readonly string[];
  readonly toRead?: readonly string[];
  readonly toFetch?: readonly string[];
  readonly toKeep?: readonly string[];
}

function runtime({ name, found, args = [], toRead = [], toFetch = [], toKeep = [], backend }: Row): Runtime {
  const { path, version, missing } = { path: '', version: '', missing: undefined, ...found };
  return {
    name,
    title: version === '' ? name : [name.split(' ')[0], version, ...args].join(' '),
    missing,
    command: [path, ...args],
    reading: [path, ...args, ...toRead],
    fetching: [path, ...args, ...toFetch],
    keeping: [path, ...args, ...toRead, ...toKeep],
    backend,
  };
}

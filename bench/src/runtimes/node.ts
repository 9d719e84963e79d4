import { forked } from '../forked.js';
import type { Runtime } from './runtime.js';

/** Starts a process of another Node, by its path. */
export function openNode(execPath: string, version: string, env: Readonly<Record<string, string>> = {}): Runtime {
  const title = `Node ${version}`;
  const child = forked(new URL('./node-child.ts', import.meta.url), title, { execPath, env });
  return {
    title,
    measure: async (name, input) => (await child.ask({ name, input })) as never,
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}

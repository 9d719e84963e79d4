// @ts-check
import { definePackage } from '@fedzk/kit';

export default definePackage({
  entries: {
    '.': { source: 'src/index.ts', wasm: ['core'] },
    './task': { source: 'src/task.ts' },
    './http': { source: 'src/http/index.ts' },
    './node': { source: 'src/node.ts', runtimes: ['node'] },
    './postgres': { source: 'src/postgres/index.ts' },
    './sqlite': { source: 'src/sqlite/index.ts', runtimes: ['node'] },
  },
  cli: 'src/cli.ts',
  wasm: {
    core: { builds: { portable: 'fedzk_agg' }, give: { to: 'instantiate', in: 'src/instance.ts' } },
  },
  publish: ['FORMAT.md'],
  budgets: {
    '. inline': 61_700,
    '. edge-light': 60_200,
    './task': 30_000,
    './http': 44_000,
    './node': 4_000,
    './postgres': 9_000,
    './sqlite': 9_000,
  },
});

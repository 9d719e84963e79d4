// Times the hashing of a log in workerd, from outside.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { serveWorker, version } from '../../../packages/packaging-tests/src/workerd.js';
import { type Contender, measureSubject, type SubjectResult } from '../contenders.js';
import type { Effort } from '../measure.js';
import { WIDTH } from './log.js';
import { scratch } from './programs.js';

export async function measureWorkerd(bundles: number, effort: Effort): Promise<SubjectResult> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./worker.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['workerd', 'worker', 'browser'],
    loader: { '.wasm': 'copy' },
    assetNames: '[name]',
    outdir: 'out',
    write: false,
  });
  const files = outputFiles.map(({ path, contents }) => ({ name: path.replace(/.*\//, ''), bytes: contents }));
  files.sort((a, b) => Number(b.name === 'worker.js') - Number(a.name === 'worker.js'));
  using folder = scratch();
  const worker = await serveWorker(folder.path, files, '2025-05-01');
  try {
    const contenders: Contender[] = ['fedzk', 'noble'].map((name) => ({
      name,
      run: async () => {
        const response = await fetch(`${worker.url}?by=${name}&bundles=${bundles}`);
        if ((await response.text()) !== 'ok') throw new Error(`${name} did not verify the log in workerd`);
      },
    }));
    for (const { run } of contenders) await run();
    const name = `verifying ${(bundles * WIDTH).toLocaleString('en')} entries in memory, workerd ${version}`;
    return await measureSubject({ name, contenders, once: true }, effort);
  } finally {
    await worker.stop();
  }
}

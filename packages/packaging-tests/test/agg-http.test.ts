// @fedzk/agg/http in each runtime: a round between two services.
import { join } from 'node:path';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { bundle, programFirst, WORKER_OF_SEVERAL } from '../src/bundle.js';
import { run } from '../src/run.js';
import { RUNTIMES } from '../src/runtimes.js';
import { serveWorker, version } from '../src/workerd.js';

const EXPECTED = {
  opened: [200, 200],
  verdicts: [1, 2, 3].map(() => ['accepted', 96]),
  'too early': 409,
  closed: 200,
  collected: 200,
  sums: [3, -6, 381],
  faults: [],
  'too long': 413,
  errors: [],
};

describe.each(RUNTIMES)('$title', ({ missing, command: [path = '', ...args] }) => {
  beforeEach((ctx) => ctx.skip(missing !== undefined, missing));

  it('plays a round', async () => {
    const { code, stdout, stderr } = await run(path, [...args, 'agg-http.mjs'], inject('installed'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(EXPECTED);
  });
});

it(`workerd ${version} plays a round`, async () => {
  const installed = inject('installed');
  const program = 'agg-http-worker.js';
  const files = programFirst(program, await bundle(installed, { ...WORKER_OF_SEVERAL, entryPoints: [program] }));
  const worker = await serveWorker(join(installed, 'agg-http'), files, '2026-11-01');
  try {
    const response = await fetch(worker.url);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(EXPECTED);
  } finally {
    expect(await worker.stop()).toBe('');
  }
});

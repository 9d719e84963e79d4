import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { CURVE_NAMES } from '../src/curves.js';
import { engines } from '../src/engines/all.js';
import type { VerifyInput } from '../src/measurements/verify.js';
import { openChromium } from '../src/runtimes/chromium.js';
import { openNode } from '../src/runtimes/node.js';
import type { Runtime } from '../src/runtimes/runtime.js';
import { simulated } from '../src/vectors.js';

// The versions of Node that the bench goes through differ in their path alone: the one at hand stands for them.
const { FEDZK_CHROMIUM: path, FEDZK_CHROMIUM_MISSING: missing = 'npm test finds or installs one' } = process.env;
const RUNTIMES = [
  { name: 'Node', open: async () => openNode(process.execPath, process.versions.node), missing: undefined },
  { name: 'Chromium', open: () => openChromium(path ?? ''), missing: path ? undefined : missing },
];

describe.each(RUNTIMES)('$name', ({ name, open, missing }) => {
  let runtime: Promise<Runtime> | undefined;
  const opened = (): Promise<Runtime> => {
    runtime ??= open();
    return runtime;
  };
  beforeEach((ctx) => ctx.skip(missing !== undefined, missing));
  afterAll(async () => (await runtime)?.[Symbol.asyncDispose]());

  it.each(CURVE_NAMES)('measures every engine on %s', async (curve) => {
    const { measure, title } = await opened();
    expect(title).toMatch(new RegExp(`^${name} \\d+\\.`));
    const [result, ...more] = await measure('verify', input(curve));
    expect(more).toEqual([]);
    expect(result).toMatchObject({ curve, subject: 'nPublic 1', nPublic: 1 });
    expect(result?.engines.map(({ engine }) => engine)).toEqual(engines(curve).map((engine) => engine.name));
    for (const { engine, ms, ratioToOurs } of result?.engines ?? []) {
      expect(ms.median, engine).toBeGreaterThan(0.1);
      expect(ratioToOurs.median, engine).toBeGreaterThan(0.1);
    }
  });

  it('says what went wrong there, and goes on', async () => {
    const { measure } = await opened();
    const { subjects, ...rest } = input('bn254');
    const wrong = subjects.map((subject) => ({
      ...subject,
      instances: subject.instances.map(({ proof }) => ({ proof, publicSignals: ['7'] })),
    }));
    await expect(measure('verify', { ...rest, subjects: wrong })).rejects.toThrow('fedzk refuses a valid proof');
    expect(await measure('verify', { ...rest, subjects: [] })).toEqual([]);
  });
});

function input(curve: VerifyInput['curve']): VerifyInput {
  return { curve, subjects: simulated(curve).filter(({ name }) => name === 'nPublic 1'), rounds: 2, warmUp: 1 };
}

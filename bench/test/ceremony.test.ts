import { describe, expect, it } from 'vitest';
import { manifestInputs } from '../src/ceremony/manifests.js';
import { CHAIN, LINKS, measureManifest, OURS, TOGETHER } from '../src/ceremony/verifying.js';

describe.each(manifestInputs({ rounds: 1, warmUp: 0 }))('$subject', (input) => {
  it('accepts a ceremony in order and refuses a broken chain by every way', { timeout: 120_000 }, async () => {
    const { contenders } = await measureManifest(input);
    expect(contenders.map(({ contender }) => contender)).toEqual([OURS, TOGETHER, LINKS, CHAIN]);
    for (const { ms, toOurs } of contenders) {
      expect(ms.median).toBeGreaterThan(0);
      expect(toOurs[OURS]?.median).toBeGreaterThan(0);
    }
  });

  it('says which way is wrong', { timeout: 120_000 }, async () => {
    const { right, wrong } = input;
    await expect(measureManifest({ ...input, right: wrong })).rejects.toThrow('fedzk refuses a manifest in order');
    await expect(measureManifest({ ...input, wrong: right })).rejects.toThrow('fedzk accepts a broken chain');
    const foreign = { ...right, section: wrong.section };
    await expect(measureManifest({ ...input, right: foreign })).rejects.toThrow(`${TOGETHER} refuses`);
  });
});

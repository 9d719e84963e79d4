/** An aggregator whose key's manifest must show the task's level, and services that take no other. */
import { type Draft, draftOf, keyBytes, manifestOf, person, trustedKeysOf } from '@fedzk/testkit/ceremony/manifest';
import { refusal } from '@fedzk/testkit/errors';
import { createVerifier } from '@fedzk/verify';
import { openManifest } from '@fedzk/verify/ceremony';
import { describe, expect, it } from 'vitest';
import { helperHandler, helperService, leaderHandler, leaderService } from '../src/http/index.js';
import { createAggregator, memoryStorage, type Task } from '../src/index.js';
import { fileTask, sealing, signing } from './support/file.js';

type Level = 'standard' | 'enhanced';
const ceremonies = new Map<Level, Draft>();

function ceremony(level: Level): Draft {
  const draft = ceremonies.get(level) ?? draftOf({ level });
  ceremonies.set(level, draft);
  return draft;
}

/** What both roles are made of; the key is of the level's ceremony. */
function partsOf(level: Level) {
  const draft = ceremony(level);
  const verifier = createVerifier(keyBytes(draft), { format: 'fedzk', curve: 'bn254' });
  const own = { manifest: openManifest(manifestOf(draft)), trustedKeys: trustedKeysOf(draft) };
  return { verifier, storage: memoryStorage(), own };
}

const taskOf = (level: Level, vkeyId: string): Task => fileTask({ level, vkeyId });

const ROLES = ['leader', 'helper'] as const;

describe.each(ROLES)('the %s', (role) => {
  const secrets = { role: role as 'leader', privateKey: sealing[role].privateKey };

  it('has the task’s level', () => {
    for (const level of ['standard', 'enhanced'] as const) {
      const { verifier, storage, own } = partsOf(level);
      const task = taskOf(level, verifier.id);
      expect(createAggregator(task, { ...secrets, verifier, storage, ...own }).level).toBe(level);
      expect(createAggregator(task, { ...secrets, verifier, storage }).level).toBeUndefined();
    }
  });

  it('refuses the manifest of a ceremony for another circuit', () => {
    const { verifier, storage, own } = partsOf('enhanced');
    const task = taskOf('enhanced', verifier.id);
    const create = (r1csSha256: string) =>
      createAggregator(task, { ...secrets, verifier, storage, ...own, r1csSha256 });
    const { r1csSha256 } = ceremony('enhanced').announcement.circuit as { readonly r1csSha256: string };
    expect(create(r1csSha256).level).toBe('enhanced');
    const other = 'ab'.repeat(32);
    expect(refusal(() => create(other))).toMatchObject({
      code: 'invalid-verification-key',
      message: expect.stringContaining(`for another .r1cs file: expected the one with the SHA-256 ${other}.`),
    });
    for (const wrong of [other.toUpperCase(), 'ab', '']) {
      expect(refusal(() => create(wrong))).toMatchObject({
        code: 'invalid-argument',
        message: expect.stringContaining('"r1csSha256"'),
      });
    }
    const alone = () => createAggregator(task, { ...secrets, verifier, storage, r1csSha256 });
    expect(refusal(alone).message).toBe('"r1csSha256" is for a manifest; pass "manifest" too, or leave it out.');
  });

  it('asks for the task’s level, never for the manifest’s', () => {
    const { verifier, storage, own } = partsOf('standard');
    const task = taskOf('enhanced', verifier.id);
    const refused = refusal(() => createAggregator(task, { ...secrets, verifier, storage, ...own }));
    expect(refused).toMatchObject({
      code: 'invalid-verification-key',
      message: expect.stringContaining('the task\'s level "enhanced"'),
    });
  });

  it('refuses the manifest of another key, of strangers, and what is no opened manifest', () => {
    const { verifier, storage, own } = partsOf('standard');
    const other = partsOf('enhanced');
    const task = taskOf('standard', verifier.id);
    const create = (changes: object) =>
      refusal(() => createAggregator(task, { ...secrets, verifier, storage, ...own, ...changes })).code;
    expect(create({ manifest: other.own.manifest, trustedKeys: other.own.trustedKeys })).toBe(
      'invalid-verification-key',
    );
    expect(create({ trustedKeys: { contributors: [person('mallory').key], verifiers: [] } })).toBe(
      'invalid-verification-key',
    );
    for (const changes of [
      { manifest: manifestOf(ceremony('standard')) },
      { manifest: undefined },
      { trustedKeys: undefined },
      { development: 'yes' },
    ]) {
      expect(create(changes)).toBe('invalid-argument');
    }
  });
});

describe('requireManifest', () => {
  const service = (role: 'leader' | 'helper', level: Level, withManifest: boolean, options: object) => {
    const { verifier, storage, own } = partsOf(level);
    const task = taskOf(level, verifier.id);
    const parts = { verifier, storage, privateKey: sealing[role].privateKey, ...(withManifest && own) };
    const signingKey = signing[role].privateKey;
    if (role === 'helper') {
      const served = [{ aggregator: createAggregator(task, { role, ...parts }), signingKey }];
      return [() => helperService(served, options), () => helperHandler(served, options)];
    }
    const served = [{ aggregator: createAggregator(task, { role, ...parts }), signingKey }];
    const all = { helper: fetch, ...options };
    return [() => leaderService(served, all), () => leaderHandler(served, all)];
  };

  it.each(ROLES)('refuses tasks of every level without one at the %s', (role) => {
    const requireManifest = true;
    for (const level of ['standard', 'enhanced'] as const) {
      for (const make of service(role, level, false, { requireManifest })) {
        expect(refusal(make)).toMatchObject({
          code: 'invalid-argument',
          message: expect.stringContaining(`has the level "${level}", and nothing shows`),
        });
      }
    }
    const fine = [
      ...service(role, 'enhanced', true, { requireManifest }),
      ...service(role, 'standard', true, { requireManifest }),
      ...service(role, 'enhanced', false, {}),
      ...service(role, 'enhanced', false, { requireManifest: false }),
    ];
    for (const make of fine) expect(make).not.toThrow();
    for (const make of service(role, 'standard', true, { requireManifest: 'yes' })) {
      expect(refusal(make).code).toBe('invalid-argument');
    }
  });
});

/** A manifest that was opened, from text, bytes or JSON. */
import { canonical, manifestOf } from '@fedzk/testkit/ceremony/manifest';
import { openManifest, verifyManifest } from '@fedzk/verify/ceremony';
import { describe, expect, it } from 'vitest';
import { askedOf, ceremony } from './support/ceremony.js';

describe('a manifest that was opened', () => {
  const draft = ceremony();
  const json = canonical(manifestOf(draft));

  it('is the same as text, as bytes and parsed', () => {
    for (const given of [json, Buffer.from(json), new TextEncoder().encode(json), JSON.parse(json)]) {
      const manifest = openManifest(given);
      expect(manifest.json).toBe(json);
      expect(manifest.verify(askedOf(draft)).ok).toBe(true);
      expect(verifyManifest(manifest, askedOf(draft)).ok).toBe(true);
    }
  });

  it('keeps its own copy', () => {
    const bytes = new TextEncoder().encode(json);
    const parsed = JSON.parse(json);
    const manifests = [openManifest(bytes), openManifest(parsed)];
    bytes.fill(0);
    parsed.v = 2;
    for (const manifest of manifests) expect(manifest.verify(askedOf(draft)).ok).toBe(true);
  });

  it('cannot be given another check', () => {
    const manifest = openManifest('{}');
    expect(() => Object.assign(manifest, { verify: () => ({ ok: true, development: false, details: [] }) })).toThrow(
      TypeError,
    );
    expect(manifest.verify(askedOf(draft)).ok).toBe(false);
  });

  it('is no longer one as a proxy, or as the prototype of another object', () => {
    const manifest = openManifest(json);
    for (const other of [new Proxy(manifest, {}), Object.create(manifest)]) {
      const message = '"manifest" expected an opened manifest itself';
      expect(() => verifyManifest(other, askedOf(draft))).toThrow(
        expect.objectContaining({ code: 'invalid-argument', message: expect.stringContaining(message) }),
      );
    }
  });

  it('is read once, whatever its object or its options answer later', () => {
    const parsed = JSON.parse(json);
    let reads = 0;
    const twoFaced = { ...parsed };
    Object.defineProperty(twoFaced, 'v', { enumerable: true, get: () => (reads++ === 0 ? 1 : 2) });
    const manifest = openManifest(twoFaced);
    expect(reads).toBe(1);
    expect(manifest.verify(askedOf(draft)).ok).toBe(true);
    const { level, trustedKeys } = askedOf(draft);
    let asked = 0;
    const options = {
      get level() {
        return asked++ === 0 ? 'enhanced' : level;
      },
      trustedKeys,
    };
    expect(manifest.verify(options as ReturnType<typeof askedOf>)).toMatchObject({ ok: false, level: 'enhanced' });
    expect(asked).toBe(1);
    const throwing = new Proxy(parsed, {
      ownKeys: () => {
        throw new Error('a trap');
      },
    });
    expect(openManifest(throwing).verify(askedOf(draft)).problems).toEqual(['malformed']);
  });

  it('is not read from memory that others can change, or that is gone', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(json.length));
    shared.set(Buffer.from(json));
    const gone = new TextEncoder().encode(json);
    structuredClone(gone, { transfer: [gone.buffer] });
    for (const bytes of [shared, gone]) {
      expect(() => openManifest(bytes)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    }
  });

  it('is told from deep nesting without parsing it', () => {
    const deep = `${'['.repeat(2 ** 20)}${']'.repeat(2 ** 20)}`;
    expect(openManifest(deep).verify(askedOf(draft)).details[0]?.text).toBe(
      'The manifest nests deeper than any manifest.',
    );
    const brackets = JSON.parse(json);
    brackets.announcement.circuit.name = `"\\${'[{'.repeat(50)}`;
    expect(openManifest(brackets).verify(askedOf(draft)).details[0]?.text).not.toMatch(/nests/);
  });

  it('is malformed unless it is canonical', () => {
    const wrong: (string | Uint8Array | object)[] = [
      '',
      'null',
      '[]',
      '{}',
      `${json} `,
      `\ufeff${json}`,
      JSON.stringify(JSON.parse(json), undefined, 1),
      json.replace('"v":1', '"v":1.0'),
      json.replace('"v":1', '"v":1,"v":1'),
      json.replace('{"announcement"', '{"__proto__":{},"announcement"'),
      `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
      `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      ' '.repeat(3 * 2 ** 20),
      Uint8Array.of(0xff, 0xfe),
      new Uint8Array(3 * 2 ** 20),
      [],
      new Map(),
      () => undefined,
    ].filter((each) => typeof each !== 'function');
    for (const each of wrong) {
      const report = verifyManifest(openManifest(each), askedOf(draft));
      expect(report).toMatchObject({ ok: false, problems: ['malformed'], people: 0 });
    }
  });
});

import { readFileSync } from 'node:fs';
import { clientIdSchema, createRateLimiter, guard } from '@fedzk/guard';
import { Calls, hostileValues } from '@fedzk/testkit/hostile';
import { blocks } from '@fedzk/testkit/readme';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const schema = clientIdSchema();
const codeOf = (value: unknown, by = schema): string | undefined => by['~standard'].validate(value).issues?.[0]?.code;

describe('an id', () => {
  it.each(['abc', 'client_001', 'A-Z_a-z-0-9', '___', '---', '000', 'x'.repeat(100), 'admin', '__proto__'])(
    '%s is valid, and the same comes out',
    (id) => {
      expect(schema['~standard'].validate(id)).toEqual({ value: id });
    },
  );

  it('has 3 to 100 characters, and up to 64 for the server', () => {
    const server = clientIdSchema({ maxLength: 64 });
    expect(['', 'a', 'ab'].map((id) => codeOf(id))).toEqual(Array(3).fill('too-short'));
    expect([100, 101].map((n) => codeOf('x'.repeat(n)))).toEqual([undefined, 'too-long']);
    expect([64, 65].map((n) => codeOf('x'.repeat(n), server))).toEqual([undefined, 'too-long']);
  });

  // The guide's sanitizer strips characters, so that these would become the ids of others.
  it.each([
    'client_<001>',
    'client_001\n',
    ' client_001',
    'client_001\0',
    "client'_001",
    'client;_001',
    '../client_001',
    'client_001/..',
    'client%5f001',
    'clíent_001',
    'cl\u0456ent_001',
    'client\u200b_001',
    'client_\u0661',
    'abc\ud83d\ude00',
  ])('%j is refused, and not mended', (id) => {
    const { issues } = schema['~standard'].validate(id) as StandardSchemaV1.FailureResult;
    expect(issues).toEqual([
      { code: 'character', path: [], message: expect.stringMatching(/^Expected letters of ASCII/) },
    ]);
    expect(issues[0]?.message).not.toContain('client');
  });

  it.each([undefined, null, true, 123, 123n, ['abc'], { length: 3 }, new String('abc'), Symbol('abc')])(
    '%p is no text',
    (value) => {
      expect(codeOf(value)).toBe('type');
    },
  );

  const calls = new Calls();
  it.each(hostileValues(calls))('%s is refused, and nothing of it runs', (_, value) => {
    expect(codeOf(value)).toMatch(/^(type|too-long)$/);
    expect(calls.count).toBe(0);
  });
});

describe('as a Standard Schema', () => {
  it('has the interface of the specification', () => {
    const spec: StandardSchemaV1<string> = schema;
    expect(spec['~standard']).toMatchObject({ version: 1, vendor: 'fedzk' });
    const inferred: StandardSchemaV1.InferOutput<typeof schema> = 'abc';
    expect(spec['~standard'].validate(inferred)).toEqual({ value: 'abc' });
  });

  it.each(['zod', 'valibot'] as const)('is a part of a schema of %s by what the README has', (library) => {
    const pathsOf = glue(library);
    for (const [sent, paths] of [
      [{ id: 'client_001' }, []],
      [{ id: 'client 001' }, ['id']],
      [{ id: 5 }, ['id']],
      [{}, ['id']],
    ] as const) {
      expect(pathsOf(sent)).toEqual(paths);
    }
  });

  it('is no schema of zod by itself', () => {
    expect(() => z.object({ id: schema as never }).parse({ id: 'client_001' })).toThrow();
  });
});

/** Runs the README's lines for a library, and returns what lists the paths of issues by their schema. */
function glue(library: 'zod' | 'valibot'): (sent: unknown) => string[] {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const code = blocks(readme, 'ts').find((each) => each.includes(`from '${library}'`)) ?? '';
  const made = new Function('z', 'v', 'clientIdSchema', `${code.replace(/^import .*$/m, '')}\nreturn report;`);
  const report: unknown = made(z, v, clientIdSchema);
  if (library === 'zod') {
    return (sent) => (report as z.ZodType).safeParse(sent).error?.issues.map(({ path }) => path.join('.')) ?? [];
  }
  return (sent) => v.safeParse(report as v.GenericSchema, sent).issues?.map((issue) => v.getDotPath(issue) ?? '') ?? [];
}

// The guide's validator wants upper case, lower case and a digit in an API key, which refuses one of hexadecimal digits.
it.each(['0123456789abcdef'.repeat(4), 'abcdefghijklmnopqrstuvwxyzabcdefgh', 'ABC_-.~+/=0123456789', '1'.repeat(32)])(
  'the key %s reaches the key store as it is',
  async (key) => {
    const seen: string[] = [];
    const limit = (name: string): object => ({ ...createRateLimiter({ name }) });
    const admit = guard({
      keys: {
        async validate(presented: string) {
          seen.push(presented);
          return { valid: false, reason: 'unknown' };
        },
      },
      accessControl: { authorize: () => ({ allowed: false, reason: 'not-granted' }) },
      limits: { requests: limit('requests'), cost: limit('cost') },
      ddos: { banned: () => false, analyze: async () => 'allow', strike: () => undefined, trust: () => undefined },
    } as never);
    for (const headers of [{ authorization: `Bearer ${key}` }, { 'x-api-key': key }]) {
      const request = new Request('https://fedzk.example/', { headers });
      await admit(request, { address: '192.0.2.1', need: 'proof_generation:execute' });
    }
    expect(seen).toEqual([key, key]);
  },
);

it.each([2, 101, 64.5, Number.NaN, '64', null])('%p is no largest length', (maxLength) => {
  expect(() => clientIdSchema({ maxLength: maxLength as number })).toThrow(
    expect.objectContaining({ code: 'invalid-argument' }),
  );
});

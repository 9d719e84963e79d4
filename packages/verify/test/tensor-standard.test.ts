/** tensorSchema as a Standard Schema, for programs that know the specification alone. */

import { readFileSync } from 'node:fs';
import { blocks } from '@fedzk/testkit/readme';
import { tensorSchema } from '@fedzk/verify/quant';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import ts from 'typescript';
import * as v from 'valibot';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';

/** Validates as a stranger does, by the specification's types. */
async function parse<Schema extends StandardSchemaV1>(
  schema: Schema,
  value: unknown,
): Promise<StandardSchemaV1.Result<StandardSchemaV1.InferOutput<Schema>>> {
  const { validate } = schema['~standard'];
  return (await validate(value)) as StandardSchemaV1.Result<StandardSchemaV1.InferOutput<Schema>>;
}

describe('the specification', () => {
  const schema = tensorSchema({ kinds: ['Float32Array'] });

  it('has its version, a vendor, and nothing that can be changed', () => {
    const standard: StandardSchemaV1.Props<Float32Array> = schema['~standard'];
    expect(standard).toMatchObject({ version: 1, vendor: 'fedzk' });
    expect(Object.isFrozen(schema) && Object.isFrozen(standard)).toBe(true);
  });

  it('gives the value or issues, and never both', async () => {
    const value = Float32Array.of(1);
    expect(Object.keys(await parse(schema, value))).toEqual(['value']);
    const failed = await parse(schema, Float32Array.of(Number.NaN));
    expect(Object.keys(failed)).toEqual(['issues']);
    expect(failed.issues).toEqual([{ message: expect.any(String), path: [0], code: 'nan' }]);
  });

  it('answers at once', () => {
    expect(schema['~standard'].validate(1)).not.toBeInstanceOf(Promise);
  });

  it('infers types', () => {
    type Output<S extends StandardSchemaV1> = StandardSchemaV1.InferOutput<S>;
    const matrix = tensorSchema({ kinds: ['Array', 'Int8Array'], shape: [2, 3] });
    const layers = tensorSchema({ kinds: ['Array'], layers: { weights: [2, 3], bias: [3] } });
    const any = tensorSchema({ kinds: ['Float64Array'], layers: 'any' });
    expectTypeOf<Output<typeof schema>>().toEqualTypeOf<Float32Array>();
    expectTypeOf<Output<typeof matrix>>().toEqualTypeOf<Int8Array | readonly (readonly number[])[]>();
    expectTypeOf<Output<typeof layers>>().toEqualTypeOf<{
      readonly weights: readonly (readonly number[])[];
      readonly bias: readonly number[];
    }>();
    expectTypeOf<Output<typeof any>>().toEqualTypeOf<Readonly<Record<string, Float64Array>>>();
    expect(any['~standard'].version).toBe(1);
  });
});

describe('with other libraries', () => {
  const schema = tensorSchema({ kinds: ['Array'], shape: [3] });
  const good = { id: 'client_001', gradient: [0.5, 0, -1] };
  const bad = { id: 'client_001', gradient: [0.5, true, Number.NaN] };

  it.each(['zod', 'valibot'] as const)('is a part of a schema of %s, with paths, by what the README has', (library) => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const code = blocks(readme, 'ts').find((each) => each.includes(`from '${library}'`)) ?? '';
    const program = ts.transpile(code.replace(/^import .*$/gm, ''), { target: ts.ScriptTarget.ES2022 });
    const made = new Function('z', 'v', 'tensorSchema', `${program}\nreturn report;`);
    const report: unknown = made(z, v, () => schema);
    const parsed = (sent: unknown): { readonly output?: unknown; readonly paths?: unknown[] } => {
      if (library === 'zod') {
        const { data, error } = (report as z.ZodType).safeParse(sent);
        return error === undefined ? { output: data } : { paths: error.issues.map(({ path }) => path.join('.')) };
      }
      const { success, output, issues } = v.safeParse(report as v.GenericSchema, sent);
      return success ? { output } : { paths: issues.map((issue) => v.getDotPath(issue)) };
    };
    const { output } = parsed(good) as { readonly output?: { readonly gradient: unknown } };
    expect(output?.gradient).toBe(good.gradient);
    expect(parsed(bad).paths).toEqual(['gradient.1', 'gradient.2']);
    const deep = tensorSchema({ layers: { weights: [2, 2] } });
    const layered = made(z, v, () => deep) as typeof report;
    const wrong = {
      gradient: {
        weights: [
          [1, 2],
          [3, true],
        ],
      },
    };
    const paths =
      library === 'zod'
        ? (layered as z.ZodType).safeParse(wrong).error?.issues.map(({ path }) => path.join('.'))
        : v.safeParse(layered as v.GenericSchema, wrong).issues?.map((issue) => v.getDotPath(issue));
    expect(paths).toEqual(['gradient.weights.1.1']);
  });

  it('stands beside schemas of zod and valibot, for what takes any Standard Schema', async () => {
    const schemas: StandardSchemaV1[] = [
      schema,
      z.array(z.number()).length(3),
      v.pipe(v.array(v.number()), v.length(3)),
    ];
    for (const each of schemas) {
      expect((await parse(each, good.gradient)).issues).toBeUndefined();
      expect((await parse(each, bad.gradient)).issues?.length).toBeGreaterThan(0);
    }
  });
});

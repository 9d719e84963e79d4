/** tensorSchema as a Standard Schema, for programs that know the specification alone. */

import { tensorSchema } from '@fedzk/verify/quant';
import type { StandardSchemaV1 } from '@standard-schema/spec';
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
  const { validate } = schema['~standard'];
  const good = { id: 'client_001', gradient: [0.5, 0, -1] };
  const bad = { id: 'client_001', gradient: [0.5, true, Number.NaN] };

  it('is a part of a schema of zod, with paths', () => {
    const report = z.object({
      id: z.string(),
      gradient: z.custom<readonly number[]>().superRefine((value, ctx) => {
        for (const { message, path } of validate(value).issues ?? []) {
          ctx.addIssue({ code: 'custom', message, path: [...path] });
        }
      }),
    });
    const parsed = report.parse(good);
    expect(parsed.gradient).toBe(good.gradient);
    const { error } = report.safeParse(bad);
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual(['gradient.1', 'gradient.2']);
  });

  it('is a part of a schema of valibot, with paths', () => {
    const report = v.object({
      id: v.string(),
      gradient: v.pipe(
        v.custom<readonly number[]>(() => true),
        v.rawCheck(({ dataset, addIssue }) => {
          for (const { message, path } of validate(dataset.value).issues ?? []) {
            const [index = 0] = path;
            const item = {
              type: 'unknown',
              origin: 'value',
              input: dataset.value,
              key: index,
              value: undefined,
            } as const;
            addIssue({ message, path: [item] });
          }
        }),
      ),
    });
    expect(v.parse(report, good).gradient).toBe(good.gradient);
    const { issues = [] } = v.safeParse(report, bad);
    expect(issues.map((issue) => v.getDotPath(issue))).toEqual(['gradient.1', 'gradient.2']);
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

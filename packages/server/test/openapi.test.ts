import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, it } from 'vitest';
import { openApi } from '../src/http/openapi.js';
import { pathOf } from '../src/http/route.js';
import { ROUTES } from '../src/http/routes.js';

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}
interface Broken {
  readonly [name: string]: unknown;
  readonly info: object;
  readonly paths: Readonly<Record<string, object>>;
  readonly components: { readonly securitySchemes: object };
}
interface Operation {
  readonly security: readonly object[];
  readonly parameters?: readonly { readonly name: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: object }>> };
}

const documents = (['clients', 'peer', 'operators'] as const).map(
  (listener) => [listener, openApi(ROUTES, listener, '1.2.3') as Document] as const,
);

it.each(documents)('describes each route of %s once', (listener, { paths }) => {
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  );
  const table = ROUTES.filter(({ on }) => on === listener).map((route) => `${route.method} ${pathOf(route)}`);
  expect(described.sort()).toEqual(table.sort());
});

it.each(documents)('gives each route of %s its parameters, and its body a strict schema', (_listener, { paths }) => {
  for (const [path, methods] of Object.entries(paths)) {
    for (const { parameters = [], requestBody } of Object.values(methods)) {
      expect(parameters.map(({ name }) => name)).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      const { schema } = requestBody?.content['application/json'] ?? {};
      if (schema !== undefined) expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
    }
  }
});

it.each(documents)('is OpenAPI 3.1 for %s, by a validator of the standard', async (_listener, document) => {
  // As a client gets it.
  const read = JSON.parse(JSON.stringify(document)) as Broken;
  const validator = new Validator();
  expect(await validator.validate(read)).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
  const [path = ''] = Object.keys(read.paths);
  const broken: readonly ((document: Broken) => void)[] = [
    (other) => void delete (other.info as { title?: string }).title,
    (other) => void Object.assign(other, { openapi: '3.1' }),
    (other) => void Object.assign(other.paths, { 'no/slash': {} }),
    (other) => void Object.assign(other.paths[path] ?? {}, { get: { responses: { okay: {} } } }),
    (other) => void Object.assign(other.paths[path] ?? {}, { parameters: [{ name: 'x', in: 'body' }] }),
    (other) => void Object.assign(other.components.securitySchemes, { wrong: { type: 'certificate' } }),
  ];
  for (const bend of broken) {
    const other = structuredClone(read);
    bend(other);
    expect(await new Validator().validate(other), bend.toString()).toMatchObject({ valid: false });
  }
});

it('needs a session for all that operators do, and none for the documents and for signing in', () => {
  const [, operators] = documents[2] ?? [];
  const open = Object.entries(operators?.paths ?? {}).filter(([, methods]) =>
    Object.values(methods).some(({ security }) => security.length === 0),
  );
  expect(open.map(([path]) => path).sort()).toEqual([
    '/openapi/clients.json',
    '/openapi/operators.json',
    '/openapi/peer.json',
    '/v1/session',
    '/v1/session/challenge',
    '/v1/session/recovery',
    '/v1/setup',
  ]);
});

// The table of routes as OpenAPI 3.1, a document for each listener. https://spec.openapis.org/oas/v3.1.1

import { toJsonSchema } from '@valibot/to-json-schema';
import { json } from './answer.js';
import { type Listener, pathOf, type Route } from './route.js';

/** Who has a document. The socket's is that of the operators. */
type Documented = 'clients' | 'peer' | 'operators';

const TITLES: Readonly<Record<Documented, string>> = {
  clients: 'FEDzk for clients',
  peer: 'FEDzk for the other aggregator',
  operators: 'FEDzk for operators',
};

/** How a caller of a listener shows who it is. */
const SCHEMES: Readonly<Record<Documented, Readonly<Record<string, object>>>> = {
  clients: {
    certificate: { type: 'mutualTLS', description: "A client's certificate, with the id of the API key." },
    apiKey: { type: 'http', scheme: 'bearer', description: 'The API key.' },
  },
  peer: { certificate: { type: 'mutualTLS', description: 'A certificate whose key has the pin of the card.' } },
  operators: { session: { type: 'http', scheme: 'bearer', description: 'The token of a session.' } },
};

const PROBLEM = {
  description: 'A refusal.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

const SCHEMAS = {
  Problem: {
    description: 'RFC 9457',
    type: 'object',
    required: ['type', 'title', 'status'],
    properties: {
      type: { type: 'string', pattern: '^urn:' },
      title: { type: 'string' },
      status: { type: 'integer', minimum: 400, maximum: 599 },
      path: { type: 'string', description: 'Of `invalid`: the member of the body.' },
      code: { type: 'string', description: 'Of `invalid`: what is wrong with it.' },
      retryAfter: { type: 'integer', minimum: 1, description: 'Of 429 and 503: seconds.' },
    },
  },
};

/** Makes the document of a listener. */
export function openApi(routes: readonly Route[], listener: Documented, version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    if (route.on !== listener) continue;
    const path = pathOf(route).replace(/:([a-z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, listener) };
  }
  return {
    openapi: '3.1.1',
    info: { title: TITLES[listener], version },
    paths,
    components: { securitySchemes: SCHEMES[listener], schemas: SCHEMAS },
  };
}

function operationOf(route: Route, listener: Documented): object {
  const { role, need, session, cost, takes, schema, says } = route;
  const names = [...pathOf(route).matchAll(/:([a-z]+)/g)].map(([, name = '']) => name);
  const isOpen = listener === 'operators' && need === undefined && session === undefined;
  const security = isOpen ? [] : [Object.fromEntries(Object.keys(SCHEMES[listener]).map((name) => [name, []]))];
  return {
    summary: says,
    security,
    ...(names.length > 0 && {
      parameters: names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    }),
    ...(takes && {
      requestBody: {
        required: true,
        content: {
          [takes.type]: schema === undefined ? {} : { schema: toJsonSchema(schema, { errorMode: 'ignore' }) },
        },
      },
    }),
    responses: { '2XX': { description: 'It was done.' }, default: PROBLEM },
    // What the standard has no words for.
    'x-fedzk': { cost, ...(role && { role }), ...(need && { permission: need }) },
  };
}

/** Makes the routes of the documents. */
export function documentRoutes(table: () => readonly Route[]): readonly Route[] {
  const documented = ['clients', 'peer', 'operators'] as const;
  return documented.map((listener: Documented & Listener) => ({
    ...{ method: 'GET', path: `//openapi/${listener}.json`, on: 'operators', cost: 1, shed: 'reads' },
    says: `Describes the routes of ${TITLES[listener].slice('FEDzk '.length)}, as OpenAPI.`,
    handle: async ({ system }) => json(openApi(table(), listener, system.version)),
  }));
}

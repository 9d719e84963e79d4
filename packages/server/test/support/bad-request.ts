// Requests that are wrong in some way.

import type { Dice } from '@fedzk/testkit/random';
import { type Listener, pathOf, type Route } from '../../src/http/route.js';

/** A request as its bytes, and what is wrong with it. */
export interface BadRequest {
  readonly kind: string;
  /** In latin1. */
  readonly text: string;
}

/** Where requests go, and what makes them right but for one thing. */
export interface Target {
  readonly listener: Listener;
  readonly routes: readonly Route[];
  readonly host: string;
  /** The header field by which the caller is known. */
  readonly authorization?: string;
  /** A task that is there. */
  readonly task: string;
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'REPORT'];

/** Ids and other parts of a path that no route takes, in the form in which they are sent. */
const ODD = [
  ...['..', '%2e%2e', '%2e%2e%2f%2e%2e%2fetc%2fpasswd', '.', '%00', '%0d%0aX:1', '%zz', '%', '%c3%28', '%ff', '~', '-'],
  ...['0', '-1', '1e9', '18446744073709551616', 'NaN', 'null', 'undefined', '__proto__', 'constructor', 'toString'],
  ...['a', 'ab', 'x'.repeat(65), 'x'.repeat(4_000), '%c3%a912', "';--", '%3Cscript%3E', '{}', '*', ':task', '%20'],
];

/** Makes a request that is wrong in one way. */
export function badRequest(dice: Dice, target: Target): BadRequest {
  const kinds = [unknownPath, wrongMethod, oddNames, brokenHttp, wrongBody, wrongBody];
  if (target.authorization !== undefined) kinds.push(wrongKey);
  if (target.listener === 'operators') kinds.push(otherHost);
  for (;;) {
    const made = dice.pick(kinds)(dice, target);
    if (made !== undefined) return made;
  }
}

type Make = (dice: Dice, target: Target) => BadRequest | undefined;

const unknownPath: Make = (dice, target) => {
  const parts = Array.from({ length: 1 + dice.below(5) }, () => (dice.below(2) ? dice.pick(ODD) : 'nothing'));
  const path = `${dice.below(2) ? '/v1' : ''}/nowhere/${parts.join('/')}`;
  return written('unknown path', target, dice.pick(['GET', 'POST', 'PUT', 'DELETE']), path, {}, '');
};

const wrongMethod: Make = (dice, target) => {
  const route = dice.pick(target.routes);
  const taken = target.routes.filter(({ path }) => path === route.path).map(({ method }) => method as string);
  const method = dice.pick(METHODS.filter((each) => !taken.includes(each)));
  return written('method', target, method, filled(route, target, dice), {}, '');
};

/** Known paths with names that can't be. */
const oddNames: Make = (dice, target) => {
  const named = target.routes.filter(({ path }) => path.includes(':'));
  if (named.length === 0) return undefined;
  const route = dice.pick(named);
  const path = pathOf(route).replace(/:[a-z]+/g, () => dice.pick(ODD));
  return written('names', target, route.method, path, typeOf(route), route.takes ? '{}' : '');
};

const wrongKey: Make = (dice, target) => {
  const { apiKey } = { apiKey: target.authorization?.slice('Bearer '.length) ?? '' };
  const wrong = dice.pick([
    ...[
      undefined,
      '',
      'Bearer',
      'Bearer ',
      'bearer',
      `Basic ${apiKey}`,
      `Bearer ${apiKey}x`,
      `Bearer ${apiKey} ${apiKey}`,
    ],
    ...[`Bearer ${apiKey.slice(0, -1)}`, `Bearer ${'A'.repeat(8_000)}`, `Bearer ${random(dice, 40)}`, apiKey],
  ]);
  const query = dice.below(4) === 0 ? `?api_key=${apiKey}` : '';
  const path = filled(dice.pick(target.routes), target, dice) + query;
  const { authorization: _right, ...other } = target;
  const given = wrong === undefined ? other : { ...other, authorization: wrong };
  return written('key', given, 'GET', path.replace(/\?.*/, '') + query, {}, '');
};

const otherHost: Make = (dice, target) => {
  const host = dice.pick([
    '127.0.0.1',
    '127.0.0.1:80',
    'evil.example',
    `${target.host}.evil.example`,
    '[::1]',
    'localhost',
  ]);
  const route = dice.pick(target.routes);
  return written('host', { ...target, host }, route.method, filled(route, target, dice), typeOf(route), '');
};

const wrongBody: Make = (dice, target) => {
  const taking = target.routes.filter(({ takes }) => takes !== undefined);
  if (taking.length === 0) return undefined;
  const route = dice.pick(taking);
  const path = filled(route, target, dice);
  const type = route.takes?.type ?? '';
  const send = (kind: string, fields: object, body: string): BadRequest =>
    written(kind, target, route.method, path, { ...typeOf(route), ...fields }, body);
  switch (dice.below(6)) {
    case 0:
      return send(
        'type',
        { 'content-type': dice.pick(['', 'text/plain', 'application', `${type}x`, 'a/b;c=d']) },
        '{}',
      );
    case 1:
      return send('bytes', {}, random(dice, dice.below(400)));
    case 2:
      return send('cut JSON', {}, JSON.stringify(json(dice, 3)).slice(0, -1));
    case 3:
      return send('length', { 'content-length': 10 ** (8 + dice.below(8)) }, 'x');
    case 4:
      return send('empty', {}, '');
    default:
      return send('JSON', {}, JSON.stringify(json(dice, 3)));
  }
};

/** What is no HTTP. */
const brokenHttp: Make = (dice, { host, routes, authorization }) => {
  const { method, path } = dice.pick(routes);
  const first = `${method} ${pathOf({ path })} HTTP/1.1\r\nhost: ${host}\r\n`;
  const known = authorization === undefined ? '' : `authorization: ${authorization}\r\n`;
  const text = dice.pick([
    ...[
      'GARBAGE\r\n\r\n',
      `${random(dice, 40)}\r\n\r\n`,
      'GET\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      '\x16\x03\x01\x02\x00\x01',
    ],
    ...[
      `get / HTTP/1.1\r\nhost: ${host}\r\n\r\n`,
      'GET / HTTP/1.1\r\n\r\n',
      `GET /a b HTTP/1.1\r\nhost: ${host}\r\n\r\n`,
    ],
    ...[`${first}no colon\r\n\r\n`, `${first}a b: c\r\n\r\n`, `${first}a: \x00\r\n\r\n`, `${first}: x\r\n\r\n`],
    ...[
      `${first}content-length: -1\r\n\r\n`,
      `${first}content-length: 1e3\r\n\r\n`,
      `${first}content-length: 1, 2\r\n\r\n`,
    ],
    ...[`${first}content-length: 4\r\ncontent-length: 5\r\n\r\nabcd`, `${first}x: ${'y'.repeat(20_000)}\r\n\r\n`],
    ...[`${first}${known}transfer-encoding: chunked\r\ncontent-length: 4\r\n\r\n0\r\n\r\n`],
    ...[`${first}transfer-encoding: chunked, gzip\r\n\r\n`, `${first}transfer-encoding: gzip\r\n\r\n`],
    ...[`${first}host: ${host}\r\n\r\n`, `GET http://evil.example/ HTTP/1.1\r\nhost: ${host}\r\n\r\n`],
    ...[`${first}expect: 200-nonsense\r\n${known}\r\n`],
  ]);
  return { kind: 'HTTP', text };
};

function typeOf({ takes }: Route): Readonly<Record<string, string>> {
  return takes === undefined ? {} : { 'content-type': takes.type };
}

function filled(route: Route, { task }: Target, dice: Dice): string {
  return pathOf(route).replace(/:([a-z]+)/g, (_, name: string) => (name === 'task' && dice.below(4) ? task : 'nobody'));
}

function written(
  kind: string,
  { host, authorization }: Pick<Target, 'host' | 'authorization'>,
  method: string,
  path: string,
  fields: object,
  body: string,
): BadRequest {
  const all = {
    host,
    ...(authorization !== undefined && { authorization }),
    ...((body !== '' || method !== 'GET') && { 'content-length': body.length }),
    ...fields,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return { kind, text: `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}` };
}

/** Bytes of any kind, as latin1. */
function random(dice: Dice, length: number): string {
  return String.fromCharCode(...Array.from({ length }, () => dice.below(256)));
}

function json(dice: Dice, depth: number): unknown {
  const names = [
    'do',
    'round',
    'file',
    'request',
    'fingerprint',
    'card',
    'reason',
    'minutes',
    'accuracy',
    '__proto__',
    'x',
  ];
  switch (dice.below(depth === 0 ? 6 : 8)) {
    case 0:
      return null;
    case 1:
      return dice.below(2) === 0;
    case 2:
      return dice.pick([0, -1, 1.5, 1e308, 2 ** 53, -0]);
    case 3:
      return random(dice, dice.below(20));
    case 4:
      return dice.pick(ODD);
    case 5:
      return '\u202e\ud800';
    case 6:
      return Array.from({ length: dice.below(4) }, () => json(dice, depth - 1));
    default:
      return Object.fromEntries(Array.from({ length: dice.below(5) }, () => [dice.pick(names), json(dice, depth - 1)]));
  }
}

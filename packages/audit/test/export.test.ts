/**
 * Each format beside a golden file, a reader or schema that is not ours, and hostile fields. FEDZK_GOLDEN=1 writes the
 * golden files anew.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { EcsFlat } from '@elastic/ecs';
import { errorOf } from '@fedzk/testkit/errors';
import { cases, Random } from '@fedzk/testkit/random';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { CloudEvent } from 'cloudevents';
import { parse as parseCsv } from 'csv-parse/sync';
import { Parse as glossy } from 'glossy';
import nsyslog from 'nsyslog-parser';
import { describe, expect, it } from 'vitest';
import { encodeEvent } from '../src/events/entry.js';
import type { AuditEntry } from '../src/events/event.js';
import { type ExportFormat, exportAs } from '../src/export/export.js';
import type { ExportOptions, ExportRow } from '../src/export/row.js';
import { randomEvent } from './support/events.js';
import { canonicalize } from './support/oracle.js';
import { parseCef, parseSeed, parseSyslog } from './support/parsers.js';
import { ORIGIN, ROWS, rowOf } from './support/rows.js';

type Json = Readonly<Record<string, unknown>>;

const FORMATS = ['ocsf', 'ecs', 'cloudevents', 'cef', 'rfc5424', 'ndjson', 'csv', 'seed'] as const;
/** What any program takes for the end of a line: Python's splitlines has the most. */
const END_OF_LINE = /[\p{Cc}\u2028\u2029]/u;

async function lines(format: ExportFormat, rows: Iterable<ExportRow>, options?: ExportOptions): Promise<string[]> {
  const all: string[] = [];
  for await (const line of exportAs(format, rows, options)) all.push(line);
  return all;
}

async function objects(format: ExportFormat, rows: Iterable<ExportRow>): Promise<Json[]> {
  return (await lines(format, rows)).map((line) => JSON.parse(line) as Json);
}

function hostileRows(name: string, count: number): ExportRow[] {
  const random = new Random(name);
  return Array.from({ length: cases(count) }, (_, index) => rowOf(randomEvent(random), index));
}

function hashOf(row: ExportRow): string {
  return Buffer.from(row.leafHash).toString('hex');
}

describe.each(FORMATS)('%s', (format) => {
  it('as the golden file has it', async () => {
    const file = new URL(`golden/${format}.txt`, import.meta.url);
    const text = `${(await lines(format, ROWS)).join('\n')}\n`;
    if (process.env.FEDZK_GOLDEN === '1') writeFileSync(file, text);
    expect(existsSync(file)).toBe(true);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });

  it('accepts an async source, and an empty one', async () => {
    async function* source(): AsyncGenerator<ExportRow> {
      yield* ROWS;
    }
    const all: string[] = [];
    for await (const line of exportAs(format, source())) all.push(line);
    expect(all).toEqual(await lines(format, ROWS));
    expect(await lines(format, [])).toHaveLength(format === 'csv' ? 1 : 0);
  });

  it('one line a row, and index and origin in it', async () => {
    const rows = hostileRows(format, 200);
    const all = await lines(format, rows);
    if (format === 'csv') all.shift();
    expect(all).toHaveLength(rows.length);
    for (const [i, line] of all.entries()) {
      expect(line).not.toMatch(END_OF_LINE);
      expect(line).toContain(ORIGIN);
      expect(line).toContain(String(i));
      expect(line.isWellFormed()).toBe(true);
    }
  });

  it('an origin that is not ours makes no second line either', async () => {
    const [row] = ROWS;
    if (row === undefined) throw new Error('no row');
    const [line] = (await lines(format, [{ ...row, origin: 'a\n|"]\\\u2028= \ud800' }])).slice(-1);
    expect(line).not.toMatch(END_OF_LINE);
    expect(line?.isWellFormed()).toBe(true);
  });
});

it('refuses other formats and invalid syslog names before anything is read', () => {
  for (const format of ['xml', 'toString', '', undefined]) {
    expect(errorOf(() => exportAs(format as ExportFormat, []))?.message).toMatch(/^"format" expected one of ocsf/);
  }
  for (const sdId of ['fedzk', 'fedzk@', '@1', 'a b@1', 'a]@1', 'a"@1', 'a=@1', `${'a'.repeat(31)}@1`, 'a@1\n', 1]) {
    expect(errorOf(() => exportAs('rfc5424', [], { sdId: sdId as string }))?.code).toBe('invalid-argument');
  }
  for (const hostname of ['', 'a b', 'é', 'a\n', 'a'.repeat(256), 1]) {
    expect(errorOf(() => exportAs('rfc5424', [], { hostname: hostname as string }))?.code).toBe('invalid-argument');
  }
});

describe('ocsf', () => {
  const { classes } = JSON.parse(readFileSync(new URL('../../vectors/ocsf/1.6.0.json', import.meta.url), 'utf8')) as {
    readonly classes: Readonly<Record<string, Json>>;
  };
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  const validators = new Map(Object.entries(classes).map(([uid, schema]) => [Number(uid), ajv.compile(schema)]));

  function problems(event: Json): unknown {
    const validate = validators.get(event.class_uid as number);
    return validate === undefined ? 'another class' : validate(event) ? undefined : validate.errors;
  }

  it('the schemas of 1.6.0 take all rows', async () => {
    for (const event of await objects('ocsf', [...ROWS, ...hostileRows('ocsf schema', 200)])) {
      expect(problems(event)).toBeUndefined();
      expect(event.type_uid).toBe((event.class_uid as number) * 100 + (event.activity_id as number));
      expect(event.category_uid).toBe(Math.floor((event.class_uid as number) / 1000));
    }
  });

  it('the schemas refuse invalid events', async () => {
    const [event = {}] = await objects('ocsf', ROWS);
    const { actor: _, ...withoutActor } = event;
    for (const bad of [withoutActor, { ...event, severity_id: 7 }, { ...event, extra: 1 }, { ...event, actor: {} }]) {
      expect(problems(bad)).toBeInstanceOf(Array);
    }
  });

  it('the classes', async () => {
    const events = await objects('ocsf', ROWS);
    expect(events.map((event) => event.type_uid)).toEqual([
      600301, 600399, 300401, 300404, 300403, 200401, 300201, 300202,
    ]);
    expect(events.map((event) => (event.metadata as Json).uid)).toEqual(ROWS.map(({ index }) => `${ORIGIN}#${index}`));
  });
});

/** Operations of logins, and of what only looks so. */
const LOGINS = {
  on: ['login', 'user.login', 'user_login', 'log_in', 'logon', 'sign_in', 'signon', 'login_failed', 'login.denied'],
  off: ['logout', 'user.logoff', 'sign_out', 'session.closed', 'logout_success'],
  neither: [
    'login_page',
    'loginx',
    'xlogin',
    'catalog_in',
    'blog.in',
    'session',
    'key_login',
    'login.asked',
    'design_in',
  ],
} as const;

const loginRow = (operation: string, more: object = {}): ExportRow =>
  rowOf({ user_id: 'u', operation, resource: 'web', result: 'success', ...more }, 0);

describe('a login', () => {
  it('is Authentication of OCSF: Logon, Logoff', async () => {
    for (const [kind, type] of [['on', 300201] as const, ['off', 300202] as const]) {
      for (const event of await objects(
        'ocsf',
        LOGINS[kind].map((name) => loginRow(name)),
      )) {
        expect(event).toMatchObject({ class_uid: 3002, type_uid: type, user: { uid: 'u' }, service: { name: 'web' } });
      }
    }
    for (const event of await objects(
      'ocsf',
      LOGINS.neither.map((name) => loginRow(name)),
    )) {
      expect(event.class_uid).not.toBe(3002);
    }
    const more = { actor: 'browser', session: 's', source: '192.0.2.1', result: 'denied' };
    expect((await objects('ocsf', [loginRow('login', more)]))[0]).toMatchObject({
      type_name: 'Authentication: Logon',
      activity_name: 'Logon',
      status: 'Failure',
      status_code: 'denied',
      actor: { app_name: 'browser' },
      session: { uid: 's' },
      src_endpoint: { ip: '192.0.2.1' },
    });
  });

  it('is authentication of ECS: start, end, and info of one that is refused', async () => {
    const typeOf = async (operation: string, result: string): Promise<unknown> => {
      const [row] = await objects('ecs', [loginRow(operation, { result })]);
      return (row?.event as Json | undefined)?.type;
    };
    expect(await typeOf('login', 'success')).toEqual(['start']);
    expect(await typeOf('logout', 'success')).toEqual(['end']);
    expect(await typeOf('login', 'denied')).toEqual(['info']);
  });
});

describe('where an event came from', () => {
  const V4 = ['192.0.2.1', '0.0.0.0', '255.255.255.255'];
  const V6 = ['2001:db8::1', '::1', '::ffff:192.0.2.1', '2001:DB8:0:0:8:800:200C:417A'];
  const NONE = ['console', '192.0.2.1:443', '[::1]', '192.0.2.256', '192.0.2', '1.2.3.4.5', '192.0.2.1.', '01.2.3.4'];
  const MORE = [
    'fe80::1%eth0',
    '10.0.0.0/8',
    '::1::',
    ':',
    '1:2:3:4:5:6:7',
    '2130706433',
    '0x7f.1',
    'a.example',
    ' ::1',
  ];
  const row = (source: string, operation: string): ExportRow => loginRow(operation, { source });

  it('is an address of OCSF and ECS, or a name', async () => {
    for (const operation of ['login', 'key_put', 'model_update']) {
      for (const source of [...V4, ...V6]) {
        expect((await objects('ocsf', [row(source, operation)]))[0]?.src_endpoint).toEqual({ ip: source });
        expect((await objects('ecs', [row(source, operation)]))[0]?.source).toEqual({ address: source, ip: source });
      }
      for (const source of [...NONE, ...MORE]) {
        expect((await objects('ocsf', [row(source, operation)]))[0]?.src_endpoint).toEqual({ name: source });
        expect((await objects('ecs', [row(source, operation)]))[0]?.source).toEqual({ address: source });
      }
    }
    expect((await objects('ocsf', [loginRow('model_update')]))[0]?.src_endpoint).toEqual({ name: 'Unknown' });
  });

  it('is src of CEF, or the field of an IPv6 address, or one of our own', async () => {
    const fieldsOf = async (source: string): Promise<Map<string, string>> =>
      new Map(parseCef((await lines('cef', [row(source, 'login')]))[0] ?? '').fields);
    for (const source of V4) expect((await fieldsOf(source)).get('src')).toBe(source);
    for (const source of V6) {
      const fields = await fieldsOf(source);
      expect([fields.get('c6a2Label'), fields.get('c6a2'), fields.has('src')]).toEqual([
        'Source IPv6 Address',
        source,
        false,
      ]);
    }
    for (const source of [...NONE, ...MORE]) {
      const fields = await fieldsOf(source);
      expect([
        fields.get('flexString2Label'),
        fields.get('flexString2'),
        fields.has('src'),
        fields.has('c6a2'),
      ]).toEqual(['source', source, false, false]);
    }
  });
});

describe('ecs', () => {
  const fields: Readonly<Record<string, Json | undefined>> = EcsFlat;

  /** Each leaf with its dotted name; `fedzk` is our own. */
  function flat(value: Json, prefix = ''): [string, unknown][] {
    return Object.entries(value).flatMap(([key, item]): [string, unknown][] => {
      const name = prefix + key;
      if (name === 'fedzk') return [];
      return typeof item === 'object' && item !== null && !Array.isArray(item)
        ? flat(item as Json, `${name}.`)
        : [[name, item]];
    });
  }

  function problem(name: string, value: unknown): string | undefined {
    const field = fields[name];
    if (field === undefined) return `${name} is no field`;
    const isList = (field.normalize as readonly string[]).includes('array');
    if (isList !== Array.isArray(value)) return `${name} is ${isList ? 'a list' : 'no list'}`;
    const allowed = (field.allowed_values as readonly { name: string }[] | undefined)?.map((choice) => choice.name);
    for (const item of isList ? (value as unknown[]) : [value]) {
      const type = field.type === 'long' ? 'number' : 'string';
      if (typeof item !== type) return `${name} is a ${typeof item}`;
      if (type === 'number' && !Number.isSafeInteger(item)) return `${name} is no integer`;
      if (allowed !== undefined && !allowed.includes(item as string)) return `${name} can't be ${item}`;
    }
    return undefined;
  }

  it('the schema has all fields and their values', async () => {
    for (const event of await objects('ecs', [...ROWS, ...hostileRows('ecs schema', 200)])) {
      for (const [name, value] of flat(event)) expect(problem(name, value)).toBeUndefined();
    }
  });

  it('categories have the types that the schema expects of them', async () => {
    const categories = fields['event.category']?.allowed_values as readonly {
      name: string;
      expected_event_types: string[];
    }[];
    for (const { event } of await objects('ecs', [...ROWS, ...hostileRows('ecs types', 200)])) {
      const { category, type } = event as { category: [string]; type: [string] };
      expect(categories.find(({ name }) => name === category[0])?.expected_event_types).toContain(type[0]);
    }
  });

  it('the check refuses invalid lines', () => {
    expect(problem('event.hsh', 'x')).toBeDefined();
    expect(problem('event.outcome', 'denied')).toBeDefined();
    expect(problem('event.category', 'api')).toBeDefined();
    expect(problem('event.duration', 0.5)).toBeDefined();
  });
});

it('cloudevents: the SDK takes them, strictly', async () => {
  const rows = [...ROWS, ...hostileRows('cloudevents', 200)];
  for (const [i, event] of (await objects('cloudevents', rows)).entries()) {
    const read = new CloudEvent(event);
    expect(read.validate()).toBe(true);
    expect(read.id).toBe(String(rows[i]?.index));
    expect(read.source).toBe(ORIGIN);
    expect(canonicalize(read.data)).toBe(canonicalize(rows[i]?.entry));
  }
  expect(() => new CloudEvent({ id: '1', type: 't', source: '', specversion: '1.0' })).toThrow();
});

it('ndjson: an entry hashes to its leaf', async () => {
  const rows = hostileRows('ndjson leaf', 200);
  for (const event of await objects('ndjson', rows)) {
    const entry = event.entry as AuditEntry;
    const { v: _, ...fields } = entry;
    const bytes = encodeEvent(fields, { now: 0, id: '' });
    expect(createHash('sha256').update('\0').update(bytes).digest('hex')).toBe(event.leaf_hash);
  }
});

/** Controls of direction stand in text formats as JSON escapes them. */
function turned(text: string): string;
function turned(text: string | undefined): string | undefined;
function turned(text: string | undefined): string | undefined {
  return text?.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** What the text formats have of an entry. */
function strings({ entry, origin, index, ...row }: ExportRow): Record<string, string> {
  const { v: _, details, proof, ...fields } = entry;
  const all = { origin, index, leaf_hash: hashOf({ entry, origin, index, ...row }), ...fields };
  return {
    ...Object.fromEntries(Object.entries(all).map(([name, value]) => [name, turned(String(value))])),
    ...(details && { details: canonicalize(details) ?? '' }),
    ...(proof && { proof: canonicalize(proof) ?? '' }),
  };
}

function again(json: string | undefined): string | undefined {
  return json && canonicalize(JSON.parse(json));
}

describe('csv', () => {
  /** Who reads by program takes an apostrophe away from each place that has a guard. */
  const unguarded = (value: string): string => value.replace(/(^|;)'/g, '$1');
  /** What no program may find at the start of a cell, whether commas or semicolons end cells. */
  const FORMULA = /^[\s"\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]*[=+\-@＝＋－＠]/u;

  it('csv-parse gives all fields back', async () => {
    const rows = [...ROWS, ...hostileRows('csv fields', 300)];
    const text = (await lines('csv', rows)).join('\r\n');
    const records = parseCsv(text, { columns: true }) as Record<string, string>[];
    expect(records).toHaveLength(rows.length);
    for (const [i, record] of records.entries()) {
      const read = Object.fromEntries(
        Object.entries(record).flatMap(([name, value]) => (value === '' ? [] : [[name, unguarded(value)]])),
      );
      const row = rows[i];
      if (row === undefined) throw new Error('a row too many');
      for (const name of ['details', 'proof']) if (name in read) read[name] = again(read[name]) ?? '';
      expect(read).toEqual(strings(row));
    }
  });

  it('no field is a formula', async () => {
    const text = (await lines('csv', hostileRows('csv formulas', 300))).join('\n');
    for (const record of parseCsv(text) as string[][]) {
      for (const value of record) expect(value).not.toMatch(FORMULA);
    }
  });

  it('nor is one for a program that ends cells at semicolons, with quotes or without', async () => {
    for (const line of (await lines('csv', [...ROWS, ...hostileRows('csv semicolons', 300)])).slice(1)) {
      for (const piece of line.split(/[;\t]/).slice(1)) expect(piece).not.toMatch(FORMULA);
    }
  });

  it('tabs, spaces and characters that nobody sees hide no formula', async () => {
    const [row] = ROWS;
    if (row === undefined) throw new Error('no row');
    const hidden = [
      '',
      ' ',
      '\t',
      '\u00a0',
      '\u200b',
      '\u2060',
      '\ufeff',
      '\u00ad',
      '\u202e',
      '\u3164',
      '\ufe0f',
      '\r',
      '\u3000',
    ];
    for (const before of hidden) {
      for (const text of [`${before}=1+1`, `${before}${before}@x`, `a;${before}+1`, `;${before}-1`, `${before}＝1`]) {
        const [, line = ''] = await lines('csv', [{ ...row, entry: { ...row.entry, user_id: text } }]);
        const cell = (parseCsv(line) as string[][])[0]?.[5] ?? '';
        expect(cell).not.toMatch(FORMULA);
        for (const piece of cell.split(/[;\t]/)) expect(piece).not.toMatch(FORMULA);
        // Control characters, which no entry has in a line, stay escaped.
        expect(unguarded(cell)).toBe(turned(text.replaceAll('\r', '\\u000d').replaceAll('\t', '\\u0009')));
      }
    }
  });

  it('JSON in a field has no semicolon, and is the same', async () => {
    const row = rowOf({ user_id: 'u', operation: 'a', resource: 'r', result: 'success', details: { ';a': ';=1;' } }, 0);
    const [, line = ''] = await lines('csv', [row]);
    expect(line).not.toContain(';');
    expect(JSON.parse((parseCsv(line) as string[][])[0]?.at(-1) ?? '')).toEqual({ ';a': ';=1;' });
  });
});

it.each(['ocsf', 'ecs', 'cloudevents', 'cef', 'rfc5424', 'ndjson', 'csv', 'seed'] as const)(
  '%s has no character as it is that changes the direction of text',
  async (format) => {
    const turned = '\u202egnp.\u2066exe\u061c\u200f';
    const event = { user_id: turned, operation: 'login', resource: turned, result: 'denied' } as const;
    const more = { source: turned, reason: turned, session: turned, actor: turned, details: { [turned]: turned } };
    const row = { ...rowOf({ ...event, ...more }, 0), origin: `example.com/${turned}` };
    for (const line of await lines(format, [row])) {
      expect(line).not.toMatch(/\p{Bidi_Control}/u);
      if (line.includes('denied')) expect(line).toMatch(/\\u202e|\\u005cu202e|%E2%80%AE/);
    }
  },
);

describe('rfc5424', () => {
  it('read by its grammar, all fields are there', async () => {
    const rows = [...ROWS, ...hostileRows('rfc5424 fields', 300)];
    for (const [i, line] of (await lines('rfc5424', rows)).entries()) {
      const { head, id, parameters, message } = parseSyslog(line);
      const row = rows[i];
      if (row === undefined) throw new Error('a row too many');
      const { time, ...expected } = strings(row);
      const read = Object.fromEntries(parameters);
      for (const name of ['details', 'proof']) if (name in read) read[name] = again(read[name]) ?? '';
      expect(read).toEqual(expected);
      expect(parameters).toHaveLength(Object.keys(expected).length);
      expect(id).toBe('fedzk@32473');
      expect(head.slice(1)).toEqual([time, '-', 'fedzk-audit', '-', row.entry.operation]);
      expect(message).toBe(`${row.entry.operation} ${row.entry.result}`);
    }
  });

  it('glossy reads the rows without escapes', async () => {
    const all = await lines('rfc5424', ROWS.slice(0, 6), { hostname: 'log.example.org', sdId: 'audit@1.2' });
    for (const [i, line] of all.entries()) {
      const read = glossy.parse(line);
      const entry = ROWS[i]?.entry;
      expect(read).toMatchObject({
        type: 'RFC5424',
        facilityID: 13,
        host: 'log.example.org',
        appName: 'fedzk-audit',
        pid: null,
        msgID: entry?.operation,
        message: `${entry?.operation} ${entry?.result}`,
      });
      expect(read.time.toISOString()).toBe(entry?.time);
      expect(read.structuredData['audit@1.2']).toMatchObject({
        origin: ORIGIN,
        index: String(i),
        user_id: entry?.user_id,
        result: entry?.result,
      });
    }
    expect(all.map((line) => glossy.parse(line).severity)).toEqual(['info', 'warn', 'info', 'warn', 'info', 'err']);
  });

  it('a long operation is cut in MSGID alone', async () => {
    const operation = 'a'.repeat(100);
    const [line = ''] = await lines('rfc5424', [
      rowOf({ user_id: 'u', operation, resource: 'r', result: 'denied' }, 0),
    ]);
    const { head, parameters } = parseSyslog(line);
    expect(head[5]).toBe('a'.repeat(32));
    expect(new Map(parameters).get('operation')).toBe(operation);
  });
});

describe('cef', () => {
  const NAMES = {
    suid: 'user_id',
    act: 'operation',
    outcome: 'result',
    externalId: 'id',
    cat: 'category',
    reason: 'reason',
    sproc: 'actor',
  } as const;

  /** With the custom fields under their labels. */
  function read(pairs: readonly (readonly [string, string])[]): Record<string, string> {
    const labels = new Map(
      pairs.filter(([key]) => key.endsWith('Label')).map(([key, label]) => [key.slice(0, -5), label]),
    );
    return Object.fromEntries(
      pairs.flatMap(([key, value]) => (key.endsWith('Label') ? [] : [[labels.get(key) ?? key, value]])),
    );
  }

  it('read by its rules, all fields are there', async () => {
    const rows = [...ROWS, ...hostileRows('cef fields', 300)];
    for (const [i, line] of (await lines('cef', rows)).entries()) {
      const row = rows[i];
      if (row === undefined) throw new Error('a row too many');
      const { header, fields } = parseCef(line);
      expect(header.slice(0, 6)).toEqual([
        'CEF:0',
        'FEDzk',
        'audit',
        '1',
        row.entry.operation,
        `${row.entry.operation} ${row.entry.result}`,
      ]);
      const got = read(fields);
      expect(new Set(fields.map(([key]) => key)).size).toBe(fields.length);
      for (const [key, name] of Object.entries(NAMES)) expect(got[key]).toBe(turned(row.entry[name]));
      for (const name of ['resource', 'session', 'trace'] as const) expect(got[name]).toBe(turned(row.entry[name]));
      expect(got.src ?? got['Source IPv6 Address'] ?? got.source).toBe(turned(row.entry.source));
      expect(got.reference).toBe(`${ORIGIN}#${row.index}`);
      expect(got.leafHash).toBe(hashOf(row));
      expect(Number(got.rt)).toBe(Date.parse(row.entry.time));
      expect(again(got.details)).toBe(canonicalize(row.entry.details));
      expect(again(got.proof)).toBe(canonicalize(row.entry.proof));
    }
  });

  it('nsyslog-parser reads the rows without escapes', async () => {
    for (const [i, line] of (await lines('cef', ROWS.slice(0, 6))).entries()) {
      const { type, cef, fields } = nsyslog(`<104>Jan 31 12:00:00 host ${line}`);
      const entry = ROWS[i]?.entry;
      expect(type).toBe('CEF');
      expect(cef).toMatchObject({
        deviceVendor: 'FEDzk',
        deviceProduct: 'audit',
        deviceEventClassID: entry?.operation,
      });
      expect(fields).toMatchObject({
        suid: entry?.user_id,
        outcome: entry?.result,
        cs1: entry?.resource,
        cs2: `${ORIGIN}#${i}`,
      });
    }
  });
});

it('seed: splitting at the bars gives seven columns with all fields', async () => {
  const rows = [...ROWS, ...hostileRows('seed fields', 300)];
  for (const [i, line] of (await lines('seed', rows)).entries()) {
    const row = rows[i];
    if (row === undefined) throw new Error('a row too many');
    const [time, level, user, operation, resource, result, details = '', ...more] = parseSeed(line);
    expect(more).toEqual([]);
    const { entry } = row;
    expect([time, user, operation, resource, result]).toEqual([
      entry.time,
      turned(entry.user_id),
      entry.operation,
      turned(entry.resource),
      entry.result,
    ]);
    expect(level).toMatch(/^(?:INFO|WARNING|ERROR|CRITICAL)$/);
    const read = JSON.parse(details) as Json;
    expect(read).toMatchObject({ origin: ORIGIN, index: row.index, integrity_hash: hashOf(row) });
    expect(canonicalize(read.details)).toBe(canonicalize(entry.details));
  }
});

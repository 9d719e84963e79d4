// The negative vectors of packages/vectors: of the cases in ../cases those that JSON and bytes can say.
import type { ProofJson, VerificationKeyJson } from '@fedzk/verify';
import type { Case } from '../cases/case.js';
import { type KeyCase, keyCases } from '../cases/keys.js';
import { CLASSES, reasonOf } from '../cases/reasons.js';
import { tables } from '../cases/tables.js';
import { toHex } from './encoding.js';
import type { Statement, Vectors } from './vectors.js';

/** A test: what a verifier is handed, and what it has to say. */
export interface NegativeTest {
  readonly tcId: number;
  /** What is wrong, and the reason why it matters. */
  readonly comment: string;
  readonly flags: readonly string[];
  /** snarkjs JSON, or what stands in its place; where neither this nor the next is there, the group's. */
  readonly proof?: unknown;
  readonly proofHex?: string;
  /** As the two above. */
  readonly publicSignals?: unknown;
  readonly publicSignalsHex?: string;
  readonly result: 'valid' | 'acceptable' | 'invalid';
  /** What `explain` says. */
  readonly status: string;
}

/** A test of a key, with the first group's proof and signals. */
interface NegativeKeyTest extends Pick<NegativeTest, 'tcId' | 'comment' | 'flags' | 'result' | 'status'> {
  readonly verificationKey?: unknown;
  readonly verificationKeyHex?: string;
}

/** Tests of one key. Its own proof and signals are valid. */
interface NegativeGroup {
  readonly name: string;
  readonly verificationKey: VerificationKeyJson;
  readonly proof: ProofJson;
  readonly publicSignals: readonly string[];
  readonly tests: readonly NegativeTest[];
}

export interface NegativeFile {
  readonly origin: object;
  readonly curve: string;
  readonly numberOfTests: number;
  readonly flags: Readonly<Record<string, string>>;
  readonly testGroups: readonly NegativeGroup[];
  readonly keyTests: readonly NegativeKeyTest[];
}

/** Valid where a reader takes what snarkjs does not write itself. */
const ACCEPTABLE =
  /without curve and protocol|without z|no point with z|packed points$|further properties|curve "?(bn254|bls12-381)/;

/** What is to be tested of a curve. */
export function negativeFile(vectors: Vectors): NegativeFile {
  const groups = new Map<Statement, NegativeTest[]>([[vectors.slice, []]]);
  let tcId = 0;
  const common = ({ class: flag, name }: Case | KeyCase, status: Parameters<typeof reasonOf>[0]) => ({
    tcId: ++tcId,
    comment: `${name}. ${reasonOf(status, flag)}`,
    flags: [flag],
    result:
      status !== 'ok' ? ('invalid' as const) : ACCEPTABLE.test(name) ? ('acceptable' as const) : ('valid' as const),
    status,
  });
  for (const entry of Object.values(tables(vectors)).flat()) {
    const { statement, proof, signals, status } = entry;
    const parts = {
      ...(proof !== statement.proof && inJson('proof', proof)),
      ...(signals !== statement.publicSignals && inJson('publicSignals', signals)),
    };
    if (Object.keys(parts).length === 0) continue;
    const { result, status: _, ...rest } = common(entry, status);
    const tests = groups.get(statement) ?? [];
    tests.push({ ...rest, ...parts, result, status });
    groups.set(statement, tests);
  }
  const keyTests = keyCases(vectors).flatMap((entry) => {
    const key = inJson('verificationKey', entry.key);
    if (key === undefined) return [];
    const { result, status, ...rest } = common(entry, entry.code as Parameters<typeof reasonOf>[0]);
    return [{ ...rest, ...key, result, status }];
  });
  return {
    origin: {
      source: 'packages/verify/test/make-negative.ts, from the cases of packages/verify/test/cases',
      licence: 'Apache-2.0 OR MIT',
    },
    curve: vectors.curve.name,
    numberOfTests: tcId,
    flags: CLASSES,
    testGroups: [...groups].map(([{ name, verificationKey, proof, publicSignals }, tests]) => ({
      name,
      verificationKey,
      proof,
      publicSignals,
      tests,
    })),
    keyTests,
  };
}

/** A value under its name, bytes in hex under another; `undefined` where JSON can't say it, or at too great a length. */
function inJson(name: string, value: unknown): object | undefined {
  if (value instanceof Uint8Array) {
    const plain = Object.getPrototypeOf(value) === Uint8Array.prototype && value.byteLength === value.buffer.byteLength;
    return plain && value.length < 2000 ? { [`${name}Hex`]: toHex(value) } : undefined;
  }
  return isJson(value) && JSON.stringify(value).length < 10_000 ? { [name]: value } : undefined;
}

/** Whether JSON.parse could give it, with strings that are well-formed in any language. */
function isJson(value: unknown): boolean {
  if (typeof value === 'string') return value.length < 10_000 && !/\p{Surrogate}/u.test(value);
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value === 'boolean' || value === null) return true;
  if (typeof value !== 'object') return false;
  const keys = Reflect.ownKeys(value).filter((key) => !(Array.isArray(value) && key === 'length'));
  const prototype = Array.isArray(value) ? Array.prototype : Object.prototype;
  if (Object.getPrototypeOf(value) !== prototype) return false;
  if (Array.isArray(value) && keys.length !== value.length) return false;
  return keys.every((key) => {
    const property = Object.getOwnPropertyDescriptor(value, key);
    return typeof key === 'string' && property?.enumerable === true && isJson(property.value);
  });
}

/** As the file has it: a test a line. */
export function negativeText({ testGroups, keyTests, ...head }: NegativeFile): string {
  const list = (tests: readonly object[], indent: string): string =>
    `[\n${tests.map((test) => `${indent}  ${JSON.stringify(test)}`).join(',\n')}\n${indent}]`;
  const fields = (object: object, indent: string): string[] =>
    Object.entries(object).map(([name, value]) => `${indent}${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  const groups = testGroups.map(({ tests, ...group }) => {
    const lines = [...fields(group, '      '), `      "tests": ${list(tests, '      ')}`];
    return `    {\n${lines.join(',\n')}\n    }`;
  });
  const lines = [
    ...fields(head, '  '),
    `  "testGroups": [\n${groups.join(',\n')}\n  ]`,
    `  "keyTests": ${list(keyTests, '  ')}`,
  ];
  return `{\n${lines.join(',\n')}\n}\n`;
}

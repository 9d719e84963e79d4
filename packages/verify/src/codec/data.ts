// Reading objects that an attacker may have made. Only own data properties count: a getter could run code or answer
// differently each time, and a prototype could pretend. A proxy may still throw; the codec's callers turn that into a
// status.

/** Thrown inside the codec only: what is wrong with an input, and where. */
export class Refusal extends Error {
  /** What the input is refused as. */
  readonly kind: 'malformed' | 'range';
  readonly path: string;
  readonly expected: string;
  readonly got: unknown;

  constructor(kind: 'malformed' | 'range', path: string, expected: string, got: unknown) {
    super(`"${path}" expected ${expected}`);
    this.kind = kind;
    this.path = path;
    this.expected = expected;
    this.got = got;
  }
}

/** An own data property's value, `undefined` where there is none. */
export function ownValue(object: object, key: PropertyKey): unknown {
  return Object.getOwnPropertyDescriptor(object, key)?.value;
}

/** `value` as an object that is not an array. */
export function asObject(value: unknown, path: string): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Refusal('malformed', path, 'an object', value);
}

/** The elements of an array of exactly `length`, or of any length. */
export function asArray(value: unknown, path: string, length?: number): unknown[] {
  if (!Array.isArray(value)) throw new Refusal('malformed', path, 'an array', value);
  const own = ownValue(value, 'length') as number;
  if (length !== undefined && own !== length) throw new Refusal('malformed', path, `${length} elements`, value);
  return Array.from({ length: own }, (_, i) => ownValue(value, i));
}

// Reads objects that may come from an attacker. Only own data properties count: a getter could run code or return another
// value each time. A proxy may still throw; the codec's callers turn that into a status.

/** Reports what is wrong with an input, and where. Thrown inside the codec only. */
export class Refusal extends Error {
  readonly #ours = true;
  /** The kind of problem. */
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

  /** Recognises a Refusal. `instanceof` would ask a thrown proxy for its prototype, which may throw again. */
  static is(reason: unknown): reason is Refusal {
    return typeof reason === 'object' && reason !== null && #ours in reason;
  }
}

/** Reads an own data property; `undefined` if there is no such property. */
export function ownValue(object: object, key: PropertyKey): unknown {
  const property = Object.getOwnPropertyDescriptor(object, key);
  // A getter's descriptor has no own value, but may inherit one from Object.prototype.
  return property !== undefined && Object.hasOwn(property, 'value') ? property.value : undefined;
}

/** Checks that a value is an object and not an array, and returns it. */
export function asObject(value: unknown, path: string): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Refusal('malformed', path, 'an object', value);
}

/** Reads the elements of an array that has one of these lengths. */
export function asArray(value: unknown, path: string, ...lengths: readonly number[]): unknown[] {
  if (!Array.isArray(value)) throw new Refusal('malformed', path, 'an array', value);
  const length = lengths.find((each) => each === ownValue(value, 'length'));
  if (length === undefined) throw new Refusal('malformed', path, `${lengths.join(' or ')} elements`, value);
  return Array.from({ length }, (_, i) => ownValue(value, i));
}

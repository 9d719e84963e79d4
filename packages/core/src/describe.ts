import { typedArrayLength, typedArrayName } from './bytes.js';
import { quoted } from './shown.js';

const LONGEST = 40;
/** An integer of so many bits has at most 39 digits. */
const MOST_BITS = 128;

/**
 * Describes a value in a few words, for an error message. Cuts long strings and integers, leaves out the contents of
 * objects, and escapes control characters. Never throws, not even for a proxy.
 */
export function describe(value: unknown): string {
  switch (typeof value) {
    case 'string': {
      const start = value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
      return `${quoted(start)}${value.length > LONGEST ? ` (${value.length} characters)` : ''}`;
    }
    case 'number':
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'bigint':
      return BigInt.asIntN(MOST_BITS, value) === value ? `${value}n` : `a bigint of more than ${MOST_BITS} bits`;
    case 'object':
      return value === null ? 'null' : describeObject(value);
    default:
      return `a ${typeof value}`;
  }
}

function describeObject(value: object): string {
  const name = typedArrayName(value);
  if (name !== undefined) return `${name.startsWith('I') ? 'an' : 'a'} ${name} of ${typedArrayLength(value)}`;
  try {
    if (!Array.isArray(value)) return 'an object';
    const length: unknown = Object.getOwnPropertyDescriptor(value, 'length')?.value;
    return typeof length === 'number' ? `an array of ${length}` : 'an array';
  } catch {
    return 'an object that throws when it is read';
  }
}

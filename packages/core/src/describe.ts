const LONGEST = 40;

/** A value in a few words for an error message; long strings are cut, contents of objects are left out. */
export function describe(value: unknown): string {
  switch (typeof value) {
    case 'string': {
      const shown = value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
      return `${JSON.stringify(shown)}${value.length > LONGEST ? ` (${value.length} characters)` : ''}`;
    }
    case 'number':
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'bigint':
      return `${value}n`;
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return `an array of ${value.length}`;
      return ArrayBuffer.isView(value) ? `a view of ${value.byteLength} bytes` : 'an object';
    default:
      return `a ${typeof value}`;
  }
}

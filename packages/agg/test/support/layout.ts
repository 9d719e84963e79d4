// Where the fields of a message are, from the tables of aggregation.md alone.

import type { Geometry } from '../../src/protocol/geometry.js';

/** A run of bytes that belong together. */
export interface Field {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The fields of a report or of prepare, for a client id of so many bytes. */
export function fields(message: 'report' | 'prepare', { parts, elements }: Geometry, idBytes: number): Field[] {
  const head = [
    ['version', 1],
    ['taskHash', 32],
    ['round', 8],
    ['id length', 2],
    ['id', idBytes],
    ['C', 32 * parts],
    ['H_A', 32],
    ['H_B', 32],
    ['tag', 32 * parts],
    ['proof', 192 * parts],
    ['helper enc', 32],
    ['helper ciphertext', 48],
  ] as const;
  const rest = {
    report: [
      ['signature', 64],
      ['leader enc', 32],
      ['leader ciphertext', 32 + 32 * parts * (elements + 1) + 16],
    ],
    prepare: [
      ['leader part hash', 32],
      ['signature', 64],
      ['tA', 32 * parts],
    ],
  } as const;
  let end = 0;
  return [...head, ...rest[message]].map(([name, length]) => {
    end += length;
    return { name, start: end - length, end };
  });
}

/** The field that a byte belongs to. */
export function fieldAt(all: readonly Field[], at: number): string {
  const found = all.find(({ start, end }) => at >= start && at < end);
  if (found === undefined) throw new RangeError(`no field has byte ${at}`);
  return found.name;
}

/** The start of a field. */
export function startOf(all: readonly Field[], name: string): number {
  const found = all.find((field) => field.name === name);
  if (found === undefined) throw new RangeError(`no field is called ${name}`);
  return found.start;
}

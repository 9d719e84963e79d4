/**
 * The tasks of an engine, which threads do.
 */
import { invalidFile } from '../format/problems.js';
import type { Glue } from './instance.js';
import type { Group } from './types.js';

/** The bytes of a seed. */
export const SEED_BYTES = 32;

/** A seed with the number of scalars that are drawn from it. It is secret; a thread overwrites its copy. */
interface Seeded {
  readonly seed: Uint8Array;
  readonly count: number;
}

export type Task =
  | (Seeded & { readonly kind: 'divide'; readonly points: Uint8Array; readonly index: number })
  | (Seeded & {
      readonly kind: 'powers';
      readonly group: Group;
      readonly points: Uint8Array;
      readonly first: number;
      readonly factor: number;
    })
  | {
      /** A level of a transform for some pairs: the lower points, then the higher ones. */
      readonly kind: 'split';
      readonly group: Group;
      readonly points: Uint8Array;
      readonly k: number;
      readonly first: number;
      readonly halvings: number;
    }
  | { readonly kind: 'node'; readonly group: Group; readonly points: Uint8Array; readonly halvings: number }
  | { readonly kind: 'lagrange'; readonly group: Group; readonly points: Uint8Array }
  | {
      readonly kind: 'sum';
      readonly group: Group;
      readonly points: Uint8Array;
      readonly seed: Uint8Array;
      readonly first: number;
    };

/** Points, or the index of the first that isn't valid. */
export type Answer = Uint8Array | number;

/** A group's number in the module. */
export function numberOf(group: Group): 1 | 2 {
  return group === 'g1' ? 1 : 2;
}

/**
 * Does a task, and overwrites what it leaves in the module's memory.
 *
 * @throws {FedzkError} `invalid-ceremony-file`: a coordinate isn't below the prime
 */
export function work(glue: Glue, task: Task): Answer {
  switch (task.kind) {
    case 'divide':
      return withSecrets(glue, task, (secrets, wrong) => secrets.divide(task.points, task.index, wrong));
    case 'powers':
      return withSecrets(glue, task, (secrets, wrong) =>
        secrets.multiplyByPowers(numberOf(task.group), task.points, task.first, task.factor, wrong),
      );
    case 'split':
      return read(glue.split(numberOf(task.group), task.points, task.k, task.first, task.halvings));
    case 'node':
      return read(glue.transformed(numberOf(task.group), task.points, task.halvings));
    case 'lagrange':
      return read(glue.lagrange(numberOf(task.group), task.points));
    case 'sum':
      return read(glue.sum(numberOf(task.group), task.points, task.seed, task.first));
  }
}

type SecretsOfGlue = InstanceType<Glue['Secrets']>;

function withSecrets(
  glue: Glue,
  { seed, count }: Seeded,
  use: (secrets: SecretsOfGlue, wrong: Uint32Array) => Uint8Array | undefined,
): Answer {
  const wrong = new Uint32Array(1);
  const secrets = new glue.Secrets(seed, count);
  try {
    return use(secrets, wrong) ?? (wrong[0] as number);
  } finally {
    secrets.free();
    glue.scrub();
  }
}

/** @throws {FedzkError} `invalid-ceremony-file` */
export function read(points: Uint8Array | undefined): Uint8Array {
  if (points === undefined) throw invalidFile('a coordinate of a point is not below the prime');
  return points;
}

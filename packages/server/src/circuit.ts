// The circuits of @fedzk/circuits.

import type { Task } from '@fedzk/agg';
import { CIRCUITS, type CircuitName } from '@fedzk/circuits';

/** Finds the circuit with a task's parameters. */
export function circuitWith({ n, bits, headroom }: Pick<Task, 'n' | 'bits' | 'headroom'>): CircuitName | undefined {
  const names = Object.keys(CIRCUITS) as CircuitName[];
  return names.find((name) => {
    const own = CIRCUITS[name].gradientUpdate;
    return own.n === n && own.bits === bits && own.headroom === headroom;
  });
}

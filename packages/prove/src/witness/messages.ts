/**
 * The messages of a circom module while it computes: lines of `log`, and the reason why it stopped.
 */
import { FedzkError } from '@fedzk/core';

/** Stops the module: its exception handler throws it. */
export class Stopped extends Error {
  /** Circom's number of the reason. */
  readonly reason: number;

  constructor(reason: number) {
    super(`stopped for reason ${reason}`);
    this.reason = reason;
  }
}

const ASSERTION = 4;
const OUT_OF_MEMORY = 5;

/** Matches a place, such as `Error in template Inner_0 line: 2`. The number after the name is circom's own. */
const PLACE = /^Error in template (.+?)(?:_\d+)? line: (\d+)$/;

/**
 * Makes the error for a computation that stopped.
 *
 * @param said the module's messages, from the template that failed outwards
 */
export function stoppedError({ reason }: Stopped, said: readonly string[]): FedzkError {
  switch (reason) {
    case ASSERTION:
      return new FedzkError('unsatisfied', `The inputs do not satisfy the circuit: ${placesOf(said)}.`);
    case OUT_OF_MEMORY:
      return new FedzkError('wasm', "The circuit's module can't have as much memory as it needs.");
    default:
      return new FedzkError('wasm', `The circuit's module does not take its inputs: reason ${reason} of circom.`);
  }
}

function placesOf(said: readonly string[]): string {
  const [first, ...outer] = said.map((line) => {
    const [, template, number] = PLACE.exec(line) ?? [];
    return template === undefined ? line : `template "${template}", line ${number}`;
  });
  if (first === undefined) return 'a constraint or an assertion does not hold, circom does not say where';
  const within = outer.length === 0 ? '' : ` (within ${outer.join(', within ')})`;
  return `a constraint or an assertion does not hold in ${first}${within}`;
}

/** Joins lines: circom passes texts and values one by one, and a line feed after the last. */
export class LogLines {
  readonly #onLine: (line: string) => void;
  #parts: string[] = [];

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  add(part: string): void {
    if (part !== '\n') {
      this.#parts.push(part);
      return;
    }
    const line = this.#parts.join(' ');
    this.#parts = [];
    this.#onLine(line);
  }
}

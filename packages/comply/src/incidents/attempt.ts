// One attempt at a step: what does it, for how long at most, and what is known afterwards.

import { FedzkError, onAbort } from '@fedzk/core';
import type { Incident } from './state.js';

/** What an action is told. */
export interface ActionContext {
  readonly incident: Incident;
  /** The step's name. */
  readonly step: string;
  /** Counts from 1. */
  readonly attempt: number;
  /** Is aborted at the step's limit of time, or by the caller. */
  readonly signal: AbortSignal;
}

/** Does the steps of one name. Each text is one line for the log, so it names no secrets and no persons. */
export interface IncidentAction {
  /** Says what {@link IncidentAction.run} would do. Changes nothing. */
  plan(context: ActionContext): string | Promise<string>;
  /** Does it, and says what was done. Throws only if nothing was done, or if it can be done again without harm. */
  run(context: ActionContext): string | Promise<string>;
  /**
   * Says whether it was done, after an attempt whose end nobody saw: the process ended, or the time was over. Without it a
   * person has to look.
   */
  ask?(context: ActionContext): 'done' | 'not-done' | 'unknown' | Promise<'done' | 'not-done' | 'unknown'>;
}

/** What is known after an attempt: `unseen` is neither the one nor the other. */
export type Outcome =
  | { readonly is: 'done'; readonly result: string }
  | { readonly is: 'failed'; readonly result: string }
  | { readonly is: 'unseen'; readonly why: string };

/** Runs an action, and gives up waiting at its limit or when the caller cancels. It may go on then: its end is unseen. */
export async function attempted(
  action: IncidentAction,
  context: Omit<ActionContext, 'signal'>,
  limitMs: number,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  const own = new AbortController();
  const seconds = limitMs / 1000;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let off = (): void => undefined;
  const givenUp = new Promise<Outcome>((resolve) => {
    const giveUp = (why: string): void => {
      own.abort(new FedzkError('unavailable', `The step was given up: ${why}.`));
      resolve({ is: 'unseen', why });
    };
    timer = setTimeout(() => giveUp(`it took longer than ${seconds} s`), limitMs);
    off = onAbort(signal, () => giveUp('the call was cancelled'));
  });
  const done = (async (): Promise<Outcome> => {
    try {
      return { is: 'done', result: asLine(await action.run({ ...context, signal: own.signal })) };
    } catch (error) {
      // A message of anything else may have what nobody should read in a log.
      const known = error instanceof FedzkError ? error.message : 'it threw an error that is not a FedzkError';
      return { is: 'failed', result: asLine(known) };
    }
  })();
  try {
    return await Promise.race([done, givenUp]);
  } finally {
    clearTimeout(timer);
    off();
  }
}

const LINE = 500;

/** Makes one line of what an action says. */
export function asLine(text: unknown): string {
  const line = typeof text === 'string' ? text : '';
  const plain = line.replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\s]+/gu, ' ').trim();
  return plain === '' ? 'nothing was said' : [...plain].slice(0, LINE).join('').trim();
}

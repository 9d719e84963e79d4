// What a call was refused with. Errors that are not FedzkError pass: they fail the test.

import { FedzkError, type FedzkErrorCode } from '@fedzk/core';

/** The code of the error that a call throws; `done` where it throws none. */
export function code(call: () => unknown): FedzkErrorCode | 'done' {
  return errorOf(call)?.code ?? 'done';
}

/** The error that a call throws; undefined where it throws none. */
export function errorOf(call: () => unknown): FedzkError | undefined {
  try {
    call();
  } catch (error) {
    if (!(error instanceof FedzkError)) throw error;
    return error;
  }
  return undefined;
}

/** The error that a call has to throw, with a message that can be shown to people: short, and a sentence. */
export function refusal(call: () => unknown): FedzkError {
  const error = errorOf(call);
  if (error === undefined) throw new Error('nothing was refused');
  if (error.message.length > 250 || !error.message.endsWith('.')) throw new Error(`not to be shown: ${error.message}`);
  return error;
}

/** The error that a promise has to be rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<FedzkError> {
  const outcome = await promise.then(
    () => 'done',
    (error: unknown) => error,
  );
  if (outcome instanceof FedzkError) return outcome;
  throw outcome instanceof Error ? outcome : new Error('It was not rejected.');
}

/** What a promise is rejected with, as `code: message`; `done` where it is not. */
export async function outcomeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (!(error instanceof FedzkError)) throw error;
    return `${error.code}: ${error.message}`;
  }
  return 'done';
}

/** The code of whatever a promise was rejected with, Node's errors too. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

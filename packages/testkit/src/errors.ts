// Which error a call ended with. An error that is no FedzkError is thrown on, and fails the test.

import { FedzkError, type FedzkErrorCode } from '@fedzk/core';

/** Returns the code of the error that a call throws; `done` where it throws none. */
export function code(call: () => unknown): FedzkErrorCode | 'done' {
  return errorOf(call)?.code ?? 'done';
}

/** Returns the error that a call throws; undefined where it throws none. */
export function errorOf(call: () => unknown): FedzkError | undefined {
  try {
    call();
  } catch (error) {
    if (!(error instanceof FedzkError)) throw error;
    return error;
  }
  return undefined;
}

/** Returns the error that a call must throw, and checks that its message can be shown to people: short, and a sentence. */
export function refusal(call: () => unknown): FedzkError {
  const error = errorOf(call);
  if (error === undefined) throw new Error('nothing was refused');
  if (error.message.length > 250 || !error.message.endsWith('.')) throw new Error(`not to be shown: ${error.message}`);
  return error;
}

/** Returns the error that a promise must be rejected with. */
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

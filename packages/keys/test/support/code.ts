import { FedzkError, type FedzkErrorCode } from '@fedzk/core';

/** The code of the error that a call throws, `done` where it throws none. Other errors pass. */
export function code(call: () => unknown): FedzkErrorCode | 'done' {
  return errorOf(call)?.code ?? 'done';
}

/** The error that a call throws. */
export function errorOf(call: () => unknown): FedzkError | undefined {
  try {
    call();
  } catch (error) {
    if (!(error instanceof FedzkError)) throw error;
    return error;
  }
  return undefined;
}

/** The error of a promise that is to be rejected. */
export async function rejection(promise: Promise<unknown>): Promise<FedzkError> {
  const outcome = await promise.then(
    () => 'done',
    (error: unknown) => error,
  );
  if (outcome instanceof FedzkError) return outcome;
  throw outcome instanceof Error ? outcome : new Error('It was not rejected.');
}

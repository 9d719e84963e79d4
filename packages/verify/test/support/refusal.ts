import { FedzkError } from '@fedzk/verify';

/** The error that a call throws: always ours, and in a message that can be shown. */
export function refusal(call: () => unknown): FedzkError {
  try {
    call();
  } catch (error) {
    if (!(error instanceof FedzkError)) throw error;
    if (error.message.length > 250 || !error.message.endsWith('.'))
      throw new Error(`not to be shown: ${error.message}`);
    return error;
  }
  throw new Error('nothing was refused');
}

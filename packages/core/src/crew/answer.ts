import { FedzkError } from '../errors.js';
import type { Reply, Task } from './messages.js';

/**
 * Answers a question in a worker.
 *
 * @param tell posts progress to the call's `progressed`
 * @returns the answer, and the buffers to transfer with it
 */
export type Work<Question, Answer> = (
  question: Question,
  tell: (progress: unknown) => void,
) => Answered<Answer> | Promise<Answered<Answer>>;

interface Answered<Answer> {
  readonly answer: Answer;
  readonly transfer?: ArrayBuffer[];
}

/**
 * Makes a worker's message handler. It answers questions one after the other, in their order. A {@link FedzkError} fails
 * the question's call; any other error ends the worker.
 *
 * @param begin reads the first message and returns the function that answers the others. An error ends the worker
 *
 * @example
 * ```ts
 * const take = answering((key) => (question) => ({ answer: verify(key, question) }), postMessage);
 * addEventListener('message', ({ data }) => take(data));
 * ```
 */
export function answering<First, Question, Answer>(
  begin: (first: First) => Work<Question, Answer>,
  post: (reply: Reply, transfer: ArrayBuffer[]) => void,
): (message: First | Task<Question>) => void {
  let work: Work<Question, Answer> | undefined;
  let before = Promise.resolve();
  return (message) => {
    if (work === undefined) {
      work = begin(message as First);
      post('ready', []);
      return;
    }
    const answer = work;
    before = before.then(() => reply(answer, message as Task<Question>, post));
  };
}

async function reply<Question, Answer>(
  work: Work<Question, Answer>,
  { id, question }: Task<Question>,
  post: (reply: Reply, transfer: ArrayBuffer[]) => void,
): Promise<void> {
  try {
    const { answer, transfer = [] } = await work(question, (progress) => post({ id, progress }, []));
    post({ id, answer }, transfer);
  } catch (error) {
    if (error instanceof FedzkError) post({ id, error: { code: error.code, message: error.message } }, []);
    else post({ id, fault: error instanceof Error ? error.message : 'it failed for an unknown reason' }, []);
  }
}

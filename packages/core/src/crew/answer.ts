import { FedzkError } from '../errors.js';
import type { Reply, Task } from './messages.js';

/**
 * What a worker does with a question.
 *
 * @param tell posts what the call's `progressed` is to hear
 * @returns the answer, and the buffers that are handed over with it
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
 * What a worker of a crew does with its messages: it answers questions one after the other, in the order in which they
 * come. A question that it can't answer with a {@link FedzkError} fails its call; any other error ends the worker.
 *
 * @param begin makes of the first message what answers all others. What it throws ends the worker
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

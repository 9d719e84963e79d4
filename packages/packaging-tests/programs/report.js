import { FedzkError } from '@fedzk/core';

/**
 * Sends the result of a page's work, or its error, to the server of the page.
 * @param {(input: import('./verification.js').Input) => unknown} work
 */
export async function report(work) {
  const input = await (await fetch('/input.json')).json();
  const outcome = await attempt(() => work(input));
  await fetch('/outcome', { method: 'POST', body: JSON.stringify(outcome) });
}

/** @param {() => unknown} work */
async function attempt(work) {
  try {
    return { results: await work() };
  } catch (error) {
    if (error instanceof FedzkError) return { code: error.code, message: error.message };
    return { code: 'no FedzkError', message: String(error) };
  }
}

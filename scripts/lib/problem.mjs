// @ts-check

/** A reason to stop that the user can act on. It is shown without a stack. */
export class Problem extends Error {
  /**
   * @param {string} message what is missing or wrong
   * @param {string} [remedy] what to do about it
   */
  constructor(message, remedy) {
    super(message);
    this.name = 'Problem';
    this.remedy = remedy;
  }
}

/**
 * Runs a script's body. An error ends it with code 1: a Problem with its message, any other, being a bug, with its stack.
 * @param {() => Promise<void>} body
 */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof Problem) console.error(`\n${error.message}${error.remedy ? `\n\n${error.remedy}` : ''}\n`);
    else console.error(error);
  }
}

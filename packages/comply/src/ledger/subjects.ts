// The pseudonyms under which persons stand in the control log.

import { type SubjectKeys, subjectOf } from '@fedzk/audit';
import { methodsOf } from '@fedzk/core';

export class Subjects {
  readonly #keys: SubjectKeys | undefined;

  /** @param keys those of the log's `privacy`; undefined for a log without, whose entries name persons */
  constructor(keys: SubjectKeys | undefined) {
    this.#keys =
      keys && methodsOf(keys, ['keyOf', 'find', 'destroy'], 'keys', 'keys of persons: { keyOf, find, destroy }');
  }

  /** Returns a person's pseudonym in the log. A person whom the log doesn't know gets a key for it. */
  async subjectOf(id: string): Promise<string> {
    return this.#keys === undefined ? id : subjectOf(await this.#keys.keyOf(id));
  }
}

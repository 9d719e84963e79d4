/**
 * Stores one key for each person that an audit log names, at least 32 random bytes. The log copies the keys that it
 * gets, and wipes the copies.
 */
export interface SubjectKeys {
  /** Returns a person's key. If there is none, makes one and stores it durably. Concurrent calls get the same key. */
  keyOf(userId: string): Promise<Uint8Array>;
  /**
   * Returns the key for which `subjectOf` of `@fedzk/audit` gives that name; undefined if it was destroyed, also if the
   * person has another one by now.
   */
  find(subject: string): Promise<Uint8Array | undefined>;
  /** Destroys a person's key. Resolves when nobody can get it any more. A missing key is no error. */
  destroy(userId: string): Promise<void>;
}

/** Keys of persons that can also be looked up, so that a question about a person makes none. */
export interface PersonKeys extends SubjectKeys {
  /** Returns a person's key; undefined if there is none. Makes none. */
  lookUp(userId: string): Promise<Uint8Array | undefined>;
}

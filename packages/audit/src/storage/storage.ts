/** Where a log can be read: a folder, a web server, an object store. */
export interface LogReader {
  /**
   * The bytes at a path of C2SP tlog-tiles, such as `checkpoint`, `tile/0/x001/234` or `tile/entries/000.p/17`; undefined
   * where there is nothing.
   */
  read(path: string): Promise<Uint8Array | undefined>;
  /**
   * The same at once, for who can: writes what is at a path to `room`, and gives how many bytes that is; where there is
   * more than room, how many bytes of room it takes. Optional: `verifyLog` is quicker with it.
   */
  readInto?(path: string, room: Uint8Array): number | undefined;
}

/** A path and what is there. */
export interface StoredFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Bytes are added at its end. */
export interface Journal {
  /** Resolves when they are durable. After a rejection nobody knows what is there, and the log stops. */
  append(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** That a log is one writer's. */
export interface LogLock {
  /** Whether it still is: somebody who was told to may have taken it over. Looked at before each signature. */
  held(): Promise<boolean>;
  /** Gives it back. One that was taken over stays the other's. */
  release(): Promise<void>;
}

/** How a log is taken. */
export interface LockOptions {
  /**
   * Whether to take it from a writer of whom nobody can see from here whether it runs, such as one in another container, on
   * another host, or of before a restart of the machine. One that is seen to run keeps it.
   */
  readonly takeOver?: boolean;
}

/**
 * What a log lies on. All that it promises rests on this: what resolves is durable.
 *
 * Paths begin with `checkpoint` and `tile/`, which anybody may read, or with `.state/`, which is the writer's own.
 */
export interface LogStorage extends LogReader {
  /**
   * Takes the log for one writer.
   *
   * @throws {FedzkError} `invalid-state`: another writer has it, or may have
   */
  lock(options?: LockOptions): Promise<LogLock>;
  /** All paths below a folder, such as `.state/wal/`. */
  list(folder: string): Promise<string[]>;
  /**
   * Writes files that don't change any more, each whole or not at all. One that is there with the same bytes stays.
   *
   * @param durable default true; otherwise they need be durable only with the next files that are
   * @throws {FedzkError} `damaged`: one is there with other bytes
   */
  create(files: readonly StoredFile[], durable?: boolean): Promise<void>;
  /** Writes a file in the place of the one that is there, if there is one. */
  replace(file: StoredFile): Promise<void>;
  /** It is no error when one is gone. `durable`: a loss of power doesn't bring them back either. */
  remove(paths: readonly string[], durable?: boolean): Promise<void>;
  /** A journal that begins with bytes, in the place of the one that is there, if there is one. */
  openJournal(file: StoredFile): Promise<Journal>;
}

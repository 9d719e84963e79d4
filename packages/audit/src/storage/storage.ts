/** Where a log can be read: a folder, a web server, an object store. */
export interface LogReader {
  /**
   * Reads the bytes at a path of C2SP tlog-tiles, such as `checkpoint`, `tile/0/x001/234` or `tile/entries/000.p/17`; undefined
   * if there is no such file.
   */
  read(path: string): Promise<Uint8Array | undefined>;
  /**
   * Reads synchronously, if the storage can: writes the bytes at a path to `room` and returns their number. If they don't
   * fit, returns the room that they need. Optional: `verifyLog` is faster with it.
   */
  readInto?(path: string, room: Uint8Array): number | undefined;
}

/** A file: its path and bytes. */
export interface StoredFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A file that grows at its end. */
export interface Journal {
  /** Resolves when they are durable. After a rejection the file's content is unknown, and the log stops. */
  append(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** The lock that a log's writer holds. */
export interface LogLock {
  /** Whether the writer still holds it: another may have taken it over. Checked before each signature. */
  held(): Promise<boolean>;
  /** Releases it. A lock that another has taken over stays with that writer. */
  release(): Promise<void>;
}

/** How a log is locked. */
export interface LockOptions {
  /**
   * Takes the lock from a writer that can't be seen from here: in another container, on another host, or from before a
   * restart of the machine. A writer that is seen to run keeps it.
   */
  readonly takeOver?: boolean;
}

/**
 * Where a log is stored. The log relies on it: when a promise resolves, the write is durable.
 *
 * Paths begin with `checkpoint` and `tile/`, which are public, or with `.state/`, which only the writer may read.
 */
export interface LogStorage extends LogReader, AsyncDisposable {
  /**
   * Locks the log for one writer.
   *
   * @throws {FedzkError} `invalid-state`: another writer has it, or may have
   */
  lock(options?: LockOptions): Promise<LogLock>;
  /** Lists all paths below a folder, such as `.state/wal/`. */
  list(folder: string): Promise<string[]>;
  /**
   * Writes files that will not change, each whole or not at all. A file that exists with the same bytes stays.
   *
   * @param durable default true; otherwise they need be durable only with the next files that are
   * @throws {FedzkError} `damaged`: a file exists with other bytes
   */
  create(files: readonly StoredFile[], durable?: boolean): Promise<void>;
  /** Writes a file, and replaces one of the same path. */
  replace(file: StoredFile): Promise<void>;
  /** Removes files; a missing one is no error. `durable`: they stay removed after a loss of power. */
  remove(paths: readonly string[], durable?: boolean): Promise<void>;
  /** Begins a journal with these bytes, and replaces one of the same path. */
  openJournal(file: StoredFile): Promise<Journal>;
  /**
   * Waits for what has begun and frees what the storage holds, such as a thread. It may be called twice; a log can't be
   * locked afterwards, which rejects with `disposed`. A log that is open is closed first.
   */
  close(): Promise<void>;
}

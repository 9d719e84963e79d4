import type { Contributed } from '../../src/ceremony/contributed.js';
import type { WritableHandle } from '../../src/ceremony/handle-sink.js';

/** What the page asks of its first worker. */
export interface Asked {
  readonly kind: 'contribute';
  readonly from: Blob;
  readonly name: string;
  readonly typed: string;
  readonly announcement: string | undefined;
  /** The key to sign with; undefined to leave the note unsigned. */
  readonly signer: { readonly name: string; readonly seed: string } | undefined;
  /** The file to write to; undefined keeps it in the browser. */
  readonly handle: WritableHandle | undefined;
  /** Ways to the other workers, which compute. */
  readonly threads: readonly MessagePort[];
}

/** What the page asks of its other workers: to compute for the first one. */
export interface Serve {
  readonly kind: 'serve';
  readonly port: MessagePort;
}

/** What the first worker tells the page. */
export type Told =
  | { readonly kind: 'progress'; readonly done: number }
  | { readonly kind: 'failed'; readonly text: string }
  | {
      readonly kind: 'done';
      readonly made: Contributed;
      /** The file, unless it was written to the handle. */
      readonly file: Blob | undefined;
      readonly note: string | undefined;
      readonly key: string | undefined;
    };

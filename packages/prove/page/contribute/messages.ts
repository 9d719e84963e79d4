import type { Contributed } from '../../src/ceremony/contributed.js';
import type { WritableHandle } from '../../src/ceremony/handle-sink.js';

/** What the page asks of its worker. */
export interface Asked {
  /** The file, or its address. */
  readonly from: File | string;
  readonly name: string;
  readonly typed: string;
  readonly announcement: string | undefined;
  /** The key to sign with; undefined to leave the note unsigned. */
  readonly signer: { readonly name: string; readonly seed: string } | undefined;
  /** The file to write to; undefined keeps it in memory. */
  readonly handle: WritableHandle | undefined;
}

/** What the worker tells the page. */
export type Told =
  | { readonly kind: 'progress'; readonly stage: string; readonly done: number }
  | { readonly kind: 'failed'; readonly text: string }
  | {
      readonly kind: 'done';
      readonly made: Contributed;
      /** The file, unless it was written to the handle. */
      readonly file: Blob | undefined;
      readonly note: string | undefined;
      readonly key: string | undefined;
    };

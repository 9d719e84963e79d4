// The same builds in a page. esbuild embeds a module's bytes in the file that imports it.
import relaxedModule from '@fedzk/keys/core.relaxed.wasm';
import strictModule from '@fedzk/keys/core.wasm';

const bytesOf = (module: unknown): Uint8Array<ArrayBuffer> => new Uint8Array(module as Uint8Array<ArrayBuffer>);

export const strict: Uint8Array<ArrayBuffer> = bytesOf(strictModule);
export const relaxed: Uint8Array<ArrayBuffer> = bytesOf(relaxedModule);

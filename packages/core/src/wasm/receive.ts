import { describe } from '../describe.js';
import { FedzkError } from '../errors.js';
import { beginsAsModule, shownBeginning } from './magic.js';

/**
 * Receives a module from a response, as `fetch` gives it, and compiles it off the main thread.
 *
 * @param name the argument's name, for messages
 * @returns the module, or its bytes if they can't be compiled: {@link loadWasm} then says why
 * @throws {FedzkError} `invalid-argument`: no response; `wasm`: the request failed, or the response is not OK, can't be
 *   read or is no module, such as the HTML page that many servers send for a missing file
 * @throws other reasons of the promise, such as a signal's
 */
export async function receiveModule(
  coming: Response | PromiseLike<Response>,
  name: string,
): Promise<WebAssembly.Module | ArrayBuffer> {
  const refused = (got: string, options?: ErrorOptions): FedzkError =>
    new FedzkError('wasm', `"${name}" expected a response with the WebAssembly module, got ${got}.`, options);
  let response: Response;
  try {
    response = await coming;
  } catch (cause) {
    // A network error (Fetch §5.6). Other reasons are the caller's, such as a signal's.
    if ((cause as Error | null)?.name !== 'TypeError') throw cause;
    throw refused(`none (${(cause as Error).message}): check the address and the network`, { cause });
  }
  if (typeof response?.arrayBuffer !== 'function') {
    const message = `"${name}" expected a Response, or a promise of one as fetch() gives, got ${describe(response)}.`;
    throw new FedzkError('invalid-argument', message);
  }
  const from = `from "${response.url}"`;
  if (!response.ok) throw refused(`status ${response.status} ${from}`);
  let bytes: ArrayBuffer;
  try {
    bytes = await response.arrayBuffer();
  } catch (cause) {
    throw refused(`a response ${from} whose body could not be read`, { cause });
  }
  if (typeof bytes?.byteLength !== 'number') throw refused(`a response ${from} whose arrayBuffer() gives no bytes`);
  if (!beginsAsModule(bytes)) {
    const type = describe(response.headers.get('content-type') ?? 'none');
    throw refused(
      `${shownBeginning(bytes)} ${from}, of content type ${type}: check the address and what is served there`,
    );
  }
  return WebAssembly.compile(bytes).catch(() => bytes);
}

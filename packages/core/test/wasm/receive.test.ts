import { FedzkError, receiveModule } from '@fedzk/core';
import { describe, expect, it } from 'vitest';

/** (module) */
const EMPTY = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

async function refusal(coming: unknown): Promise<FedzkError> {
  const error = await receiveModule(coming as Response, 'source').catch((reason: unknown) => reason);
  if (error instanceof FedzkError) return error;
  throw new Error(`no refusal: ${error}`);
}

describe('receiveModule', () => {
  it('compiles what comes, whatever its type is', async () => {
    for (const coming of [
      new Response(EMPTY),
      Promise.resolve(new Response(EMPTY, { headers: { 'content-type': 'x' } })),
    ]) {
      expect(await receiveModule(coming, 'source')).toBeInstanceOf(WebAssembly.Module);
    }
  });

  it('gives the bytes of a module that does not compile', async () => {
    const cut = Uint8Array.of(...EMPTY, 1);
    expect(await receiveModule(new Response(cut), 'source')).toEqual(cut.buffer);
  });

  it('refuses a page with status 200, and says what came', async () => {
    const page = new Response('<!doctype html><p>Not found', { headers: { 'content-type': 'text/html' } });
    const { code, message } = await refusal(page);
    expect(code).toBe('wasm');
    expect(message).toBe(
      '"source" expected a response with the WebAssembly module, got 27 bytes that begin with "<!doctype html><" ' +
        'from "", of content type "text/html": check the address and what is served there.',
    );
    expect((await refusal(new Response(new Uint8Array()))).message).toContain(
      'got no bytes from "", of content type "none"',
    );
  });

  it('refuses another status, and a body that was read already', async () => {
    expect(await refusal(new Response(EMPTY, { status: 404 }))).toMatchObject({
      code: 'wasm',
      message: /got status 404 /,
    });
    const read = new Response(EMPTY);
    await read.text();
    const error = await refusal(read);
    expect(error).toMatchObject({ code: 'wasm', message: /whose body could not be read/ });
    expect(error.cause).toBeInstanceOf(Error);
  });

  it.each([undefined, null, 'core.wasm', EMPTY, {}])('refuses %j as an argument', async (coming) => {
    const { code, message } = await refusal(coming);
    expect([code, message]).toEqual(['invalid-argument', expect.stringContaining('"source" expected a Response')]);
  });

  it('refuses a request that failed, with what fetch said', async () => {
    // fetch() rejects with a TypeError for a network error (Fetch §5.6).
    const cause = new TypeError('fetch failed');
    const error = await refusal(Promise.reject(cause));
    expect(error).toMatchObject({ code: 'wasm', cause });
    expect(error.message).toBe(
      '"source" expected a response with the WebAssembly module, got none (fetch failed): check the address and the network.',
    );
  });

  it("passes the promise's own rejection on, such as an abort's reason", async () => {
    const reason = new Error('offline');
    await expect(receiveModule(Promise.reject(reason), 'source')).rejects.toBe(reason);
  });
});

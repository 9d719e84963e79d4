/** The program of the page's workers. The first contributes, so that the page stays responsive; the others compute for it. */

import 'fedzk:load/contribute-bn254,contribute-bls12-381#inline';
import { announcementHash, contributionText } from '@fedzk/verify/ceremony';
import type { Contributed } from '../../src/ceremony/contributed.js';
import { contribute, handleSink, signContribution } from '../../src/ceremony/index.js';
import { provideEngine } from '../../src/ceremony/open.js';
import type { Asked, Serve, Told } from './messages.js';
import { scratch } from './scratch.js';
import { signerOf } from './signer.js';
import { openerOn, serve } from './threads.js';

const tell = (told: Told): void => postMessage(told);

addEventListener('message', ({ data }: MessageEvent<Asked | Serve>) => {
  if (data.kind === 'serve') {
    serve(data.port);
    return;
  }
  answer(data).catch((error: unknown) => {
    tell({ kind: 'failed', text: error instanceof Error ? error.message : 'an unknown error' });
  });
});

async function answer({ from, name, typed, announcement, signer, handle, threads }: Asked): Promise<void> {
  provideEngine(openerOn(threads));
  const signing = signer && (await signerOf(signer));
  // All that could keep it from being signed is found before the work.
  if (announcement !== undefined) announcementHash(parsed(announcement));
  const options = { name: name || undefined, typed, announcement };
  const progress = { onProgress: (done: number) => tell({ kind: 'progress', done }) };
  // Powers of τ are read back while they are written, which a handle doesn't allow.
  const isKey = (await from.slice(0, 4).text()) === 'zkey';
  const store = handle !== undefined && isKey ? undefined : await scratch();
  const sink = store?.sink ?? handleSink(handle as NonNullable<typeof handle>);
  const made = await contribute(from, sink, options, progress);
  let file = await store?.file();
  if (handle !== undefined && file !== undefined) {
    await file.stream().pipeTo((await handle.createWritable()) as unknown as WritableStream);
    file = undefined;
  }
  const note = announcement === undefined ? undefined : await noteOf(announcement, made, signing);
  tell({ kind: 'done', made, file, note, key: signing?.verifierKey });
}

function parsed(announcement: string) {
  try {
    return JSON.parse(announcement);
  } catch {
    throw new Error('The announcement is no JSON. Take the file that the coordinator has published.');
  }
}

async function noteOf(
  announcement: string,
  made: Contributed,
  signer: Awaited<ReturnType<typeof signerOf>> | undefined,
): Promise<string> {
  if (signer !== undefined) return signContribution(announcement, made, signer);
  return contributionText(parsed(announcement), made.index, made.hash);
}

/** The worker of the page: contributes in a thread of its own, so that the page stays responsive. */

import 'fedzk:load/contribute-bn254,contribute-bls12-381#inline';
import { contributionText } from '@fedzk/verify/ceremony';
import type { Contributed } from '../../src/ceremony/contributed.js';
import { openEngine } from '../../src/ceremony/engine/open.edge.js';
import { contribute, handleSink, memorySink, signContribution } from '../../src/ceremony/index.js';
import { provideEngine } from '../../src/ceremony/open.js';
import { downloaded } from './download.js';
import type { Asked, Told } from './messages.js';
import { signerOf } from './signer.js';

provideEngine(openEngine);

const tell = (told: Told): void => postMessage(told);

addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  answer(data).catch((error: unknown) => {
    tell({ kind: 'failed', text: error instanceof Error ? error.message : 'an unknown error' });
  });
});

async function answer({ from, name, typed, announcement, signer, handle }: Asked): Promise<void> {
  const signing = signer && (await signerOf(signer));
  const source =
    typeof from === 'string'
      ? await downloaded(from, (done) => tell({ kind: 'progress', stage: 'Downloading…', done }))
      : from;
  // Powers of τ are read back while they are written, which a handle doesn't allow.
  const isKey = (await source.slice(0, 4).text()) === 'zkey';
  const memory = handle !== undefined && isKey ? undefined : memorySink();
  const sink = memory ?? handleSink(handle as NonNullable<typeof handle>);
  const onProgress = (done: number) => tell({ kind: 'progress', stage: 'Contributing…', done });
  const made = await contribute(source, sink, { name: name || undefined, typed, announcement }, { onProgress });
  const note = announcement === undefined ? undefined : await noteOf(announcement, made, signing);
  const file = memory?.bytes === undefined ? undefined : new Blob([memory.bytes as Uint8Array<ArrayBuffer>]);
  tell({ kind: 'done', made, file, note, key: signing?.verifierKey });
}

async function noteOf(
  announcement: string,
  made: Contributed,
  signer: Awaited<ReturnType<typeof signerOf>> | undefined,
): Promise<string> {
  if (signer !== undefined) return signContribution(announcement, made, signer);
  return contributionText(JSON.parse(announcement), made.index, made.hash);
}

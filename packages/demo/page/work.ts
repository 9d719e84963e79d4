// Makes a proof for the page: fetches the key, makes an update, proves it and verifies the proof.
import { createProver } from '@fedzk/prove/threads';
import { createVerifier, encodeProof, type ProofJson } from '@fedzk/verify';
import { circuitOf, type Model } from '../src/models.js';
import type { Prepared } from './prepare.js';

/** A proof made here, and the verifier's answer. */
export interface Made {
  readonly proof: ProofJson;
  readonly publicSignals: readonly string[];
  readonly curve: string;
  readonly valid: boolean;
  /** Milliseconds for the witness and the proof. */
  readonly milliseconds: number;
  readonly bytes: number;
}

/** Gets each stage, and which part of the proof is done, 0 to 1; `undefined` if that is not known. */
export type Show = (stage: string, done?: number) => void;

/** Makes a proof of a model's update. @throws the signal's reason, or what went wrong */
export async function makeProof(model: Model, show: Show, signal: AbortSignal): Promise<Made> {
  show('Fetching the proving key');
  const response = await fetch(`keys/${model.level}.zkey`, { signal });
  if (!response.ok) throw new Error(`The server has no key for the level ${model.level}: ${response.status}.`);
  const zkey = await response.blob();
  show('Computing the update, its commitment and tag');
  const inputs = await prepared(model, signal);
  await using prover = await createProver({ zkey, gradientUpdate: circuitOf(model.level).shape });

  show('Proving', 0);
  const began = performance.now();
  const options = { signal, onProgress: (done: number): void => show('Proving', done) };
  const { proof, publicSignals } = await prover.prove({ ...inputs }, options);
  const milliseconds = performance.now() - began;

  const { curve, verificationKey } = prover;
  using verifier = createVerifier(verificationKey, { format: 'fedzk', curve });
  const bytes = encodeProof(proof, 'fedzk');
  const { commitment, rho, tag, maxNormSq } = inputs;
  const valid = verifier.verify(bytes, [commitment, rho, tag, maxNormSq]);
  return { proof, publicSignals, curve, valid, milliseconds, bytes: bytes.length };
}

/** Has a worker make the circuit's inputs. */
function prepared({ level }: Model, signal: AbortSignal): Promise<Extract<Prepared, { inputs: unknown }>['inputs']> {
  const worker = new Worker(new URL('./prepare.js', import.meta.url), { type: 'module' });
  const aborted = new AbortController();
  return new Promise<Prepared>((resolve, reject) => {
    signal.throwIfAborted();
    signal.addEventListener('abort', () => reject(signal.reason), { signal: aborted.signal });
    worker.addEventListener('message', ({ data }) => resolve(data));
    worker.addEventListener('error', ({ message }) => reject(new Error(message || 'The worker did not start.')));
    worker.postMessage({ level });
  })
    .then((data) => {
      if ('error' in data) throw new Error(data.error);
      return data.inputs;
    })
    .finally(() => {
      aborted.abort();
      worker.terminate();
    });
}

/**
 * Writes each proof that was made, each verification and each refusal to an audit log.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditSink, Prover } from '@fedzk/agg';
import { AuditLog, createSigner, type LogReport, type LogStorage, verifyEntry, verifyLog } from '@fedzk/audit';
import { directoryStorage } from '@fedzk/audit/node';
import { encodeProof } from '@fedzk/verify';

const CIRCUIT = 'gradient_update';

/** The result of verifying the log. */
export interface Verdict {
  readonly report: LogReport;
  readonly refusals: number;
  /** Whether the proof that an entry is in the log holds without the log. */
  readonly proved: boolean;
}

/** A log for one run. Its folder is gone when it is closed. */
export class AuditTrail {
  readonly #dir: string;
  readonly #storage: LogStorage;
  readonly #verifierKey: string;
  readonly #log: AuditLog;
  /** The checkpoint that the log began with, which a monitor would keep. */
  readonly #first: string;
  #writing: Promise<unknown>[] = [];

  private constructor(dir: string, storage: LogStorage, verifierKey: string, log: AuditLog, first: string) {
    this.#dir = dir;
    this.#storage = storage;
    this.#verifierKey = verifierKey;
    this.#log = log;
    this.#first = first;
  }

  static async make(): Promise<AuditTrail> {
    const dir = mkdtempSync(join(tmpdir(), 'fedzk-demo-audit-'));
    const storage = directoryStorage(dir);
    const signer = await createSigner('fedzk.example/demo');
    const log = await AuditLog.open(storage, { origin: signer.name, signer });
    return new AuditTrail(dir, storage, signer.verifierKey, log, await log.checkpoint());
  }

  /** The same prover, whose proofs are logged as a client's. */
  watch(prover: Prover, client: string): Prover {
    return {
      ...prover,
      prove: async (inputs, options) => {
        const made = await prover.prove(inputs, options);
        const proof_hash = createHash('sha256').update(encodeProof(made.proof, 'fedzk')).digest('hex');
        this.#write(
          this.#log.logProofGeneration({ user_id: client, circuit_type: CIRCUIT, success: true, proof_hash }),
        );
        return made;
      },
    };
  }

  /** The sink of the aggregators' events. */
  get sink(): AuditSink {
    return this.#log;
  }

  #write(appended: Promise<unknown>): void {
    this.#writing.push(appended);
  }

  /** Ends the log, and verifies it from the folder and the key alone. */
  async verify(): Promise<Verdict> {
    await Promise.all(this.#writing);
    let refusals = 0;
    let last = 0;
    for await (const { index, entry } of this.#log.entries()) {
      if (entry.result === 'failure') [refusals, last] = [refusals + 1, index];
    }
    const [proof, bytes] = [await this.#log.prove(last), await this.#log.read(last)];
    await this.#log.close();
    const verifierKey = this.#verifierKey;
    const report = await verifyLog(this.#storage, { verifierKey, since: this.#first });
    return { report, refusals, proved: verifyEntry(bytes, proof, { verifierKey }) };
  }

  close(): void {
    rmSync(this.#dir, { recursive: true });
  }
}

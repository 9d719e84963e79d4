/** golang.org/x/mod/sumdb and we read each other's logs. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { AuditLog, createSigner, explainConsistency, explainEntry, type LogReader, verifyLog } from '@fedzk/audit';
import { named } from '@fedzk/testkit/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directoryStorage } from '../src/node.js';
import { bundleEntries } from '../src/tree/tree.js';
import { buildGo } from './support/go.js';
import { LOG_KEY, ORIGIN, TRUST } from './support/logs.js';

const run = promisify(execFile);
const source = fileURLToPath(new URL('outside/go', import.meta.url));
const SIZE = 700;
const minutes = 60_000;

const temporary = mkdtempSync(join(tmpdir(), 'fedzk-audit-outside-'));
const program = join(temporary, 'outside');
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const missing = buildGo(source, 'golang.org/x/mod', [[program, '.']]);

async function outside<T>(...args: string[]): Promise<T> {
  const { stdout } = await run(program, args, { maxBuffer: 1 << 26 });
  return JSON.parse(stdout) as T;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

function readerIn(folder: string): LogReader {
  return {
    async read(path) {
      try {
        return readFileSync(join(folder, path));
      } catch {
        return undefined;
      }
    },
  };
}

describe.skipIf(missing !== undefined)(named('golang.org/x/mod', missing), () => {
  const ours = join(temporary, 'ours');
  const theirs = join(temporary, 'theirs');

  beforeAll(async () => {
    const signer = await createSigner(ORIGIN, LOG_KEY.secret);
    const log = await AuditLog.open(directoryStorage(ours), { origin: ORIGIN, signer });
    for (const size of [1, 300, SIZE]) {
      const events = Array.from({ length: size - log.size }, (_, i) => ({
        user_id: `client_${i}`,
        operation: 'proof_verification',
        resource: `proof:${i}`,
        result: 'success' as const,
        details: { text: 'é漢😀'.repeat(i % 9) },
      }));
      await Promise.all(events.map((event) => log.append(event)));
      await log.checkpoint();
    }
    await log.close();
  }, minutes);

  it('opens our checkpoint, and proves each entry and each size', async () => {
    const checked = await outside('check', ours, LOG_KEY.verifierKey);
    expect(checked).toEqual({ size: SIZE, inclusion: SIZE, consistent: SIZE });
  });

  it(
    'refuses each of our files with a change, as we do',
    async () => {
      // Those of its size; partial ones of older sizes may be there too.
      const current = filesIn(ours).filter((path) => /checkpoint$|\/00[01]$|\/002\.p\/188$|\/1\/000\.p\/2$/.test(path));
      expect(current.length).toBe(8);
      for (const path of current) {
        const bytes = readFileSync(path);
        const changed = Buffer.from(bytes);
        const at = Math.floor(bytes.length / 2);
        changed[at] = (changed[at] ?? 0) ^ 1;
        writeFileSync(path, changed);
        const byUs = await verifyLog(readerIn(ours), TRUST);
        const byThem = await outside('check', ours, LOG_KEY.verifierKey).then(
          () => 'accepted',
          () => 'refused',
        );
        writeFileSync(path, bytes);
        expect([byUs.ok, byThem], relative(ours, path)).toEqual([false, 'refused']);
      }
      expect((await verifyLog(readerIn(ours), TRUST)).ok).toBe(true);
    },
    minutes,
  );

  it.each([1, 2, 255, 256, 257, 512, SIZE])(
    'writes a log of %i that we accept, with its proofs',
    async (size) => {
      rmSync(theirs, { recursive: true, force: true });
      const { verifierKey, proofs, older } = await outside<{
        verifierKey: string;
        proofs: string[];
        older: { size: number; checkpoint: string; proof: string[] }[];
      }>('write', theirs, 'example.org/go', `${size}`);
      const trust = { verifierKey };
      expect(await verifyLog(readerIn(theirs), trust)).toMatchObject({ ok: true, size, checked: { entries: size } });

      const bundles = Array.from({ length: Math.ceil(size / 256) }, (_, i) => {
        const width = Math.min(256, size - 256 * i);
        const path = `tile/entries/00${i}${width === 256 ? '' : `.p/${width}`}`;
        return bundleEntries(readFileSync(join(theirs, path))) ?? [];
      });
      const entries = bundles.flat();
      expect([entries.length, proofs.length]).toEqual([size, size]);
      for (const [i, proof] of proofs.entries()) {
        if (size > 300 && i % 5 !== 0) continue;
        expect(explainEntry(entries[i] as Uint8Array, proof, trust), `${i} of ${size}`).toBe('ok');
        expect(explainEntry(new TextEncoder().encode('other'), proof, trust)).toBe('inclusion');
      }

      const now = readFileSync(join(theirs, 'checkpoint'), 'utf8');
      expect(older.length).toBeGreaterThan(0);
      for (const { size: old, checkpoint, proof } of older) {
        const hashes = proof.map((hash) => new Uint8Array(Buffer.from(hash, 'base64')));
        expect(explainConsistency(checkpoint, now, hashes, trust), `${old} to ${size}`).toBe('ok');
        const report = await verifyLog(readerIn(theirs), { ...trust, since: checkpoint });
        expect(report).toMatchObject({ ok: true, checked: { since: true } });
      }
    },
    minutes,
  );
});

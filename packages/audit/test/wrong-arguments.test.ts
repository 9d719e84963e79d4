/** What a JavaScript program passes by mistake is `invalid-argument`, and the message says what belongs there. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as audit from '@fedzk/audit';
import { describe, expect, it } from 'vitest';
import { directoryStorage } from '../src/node.js';

/** The functions as a program without types sees them. */
type Loose = (...args: readonly unknown[]) => Promise<unknown>;
type Named = Readonly<Record<Exclude<keyof typeof audit, 'AuditLog'>, Loose>>;
const js = audit as unknown as Named & { readonly AuditLog: (new () => unknown) & Record<'open' | 'newEpoch', Loose> };
const signer = await audit.createSigner('example.com/wrong', new Uint8Array(32).fill(1));
const { verifierKey } = signer;
const TRUST = { verifierKey };
const OPTIONS = { origin: signer.name, signer };
const EVENT = { user_id: 'u', operation: 'op', resource: 'r', result: 'success' } as const;

async function logOf(): Promise<{
  storage: audit.LogStorage;
  log: audit.AuditLog;
  checkpoint: audit.SignedCheckpoint;
}> {
  const storage = audit.memoryStorage();
  const log = await audit.AuditLog.open(storage, OPTIONS);
  await log.append(EVENT);
  await log.checkpoint();
  return { storage, log, checkpoint: await audit.currentCheckpoint(storage) };
}

const { storage, log, checkpoint } = await logOf();
const jsLog = log as unknown as Readonly<Record<keyof audit.AuditLog, Loose>>;

async function all(items: unknown): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const item of items as AsyncIterable<unknown>) list.push(item);
  return list;
}

async function codeAndMessage(call: () => unknown): Promise<readonly [unknown, string]> {
  try {
    await call();
    return [undefined, 'it was taken'];
  } catch (error) {
    return [(error as { readonly code?: unknown }).code, (error as Error).message];
  }
}

type Case = readonly [name: string, call: () => unknown, says: RegExp];
const U8 = new Uint8Array(1);
const STORAGE = /^"\w+" expected a storage, such as directoryStorage\(path\)/;
const READER = /^"\w+" expected a reader, such as directoryStorage\(path\)/;
const OPEN_LOG = /^"\w+" expected a \w+, such as .*, got an open AuditLog; give the storage that it was opened with\.$/;
const SIGNER = /^"signer" expected a signer, such as createSigner\(name, privateKey\)/;

describe('a path, or nothing, in place of a storage', () => {
  it.each<Case>([
    ['AuditLog.open', () => js.AuditLog.open('audit', OPTIONS), STORAGE],
    ['AuditLog.open of a reader', () => js.AuditLog.open({ read: storage.read }, OPTIONS), STORAGE],
    ['newEpoch, old', () => js.AuditLog.newEpoch('a', audit.memoryStorage(), { ...OPTIONS, previous: TRUST }), STORAGE],
    [
      'newEpoch, new',
      () => js.AuditLog.newEpoch(audit.memoryStorage(), 'b', { origin: 'b', signer, previous: TRUST }),
      STORAGE,
    ],
    ['backupLog', () => js.backupLog('audit', { begin() {} }, {}), STORAGE],
    ['inspectLog', () => js.inspectLog('audit'), STORAGE],
    ['inspectLog of bytes', () => js.inspectLog(U8, verifierKey), STORAGE],
    ['rebuildTiles', () => js.rebuildTiles(), STORAGE],
    ['cosignCheckpoint', () => js.cosignCheckpoint('audit', { policy: `log ${verifierKey}\nquorum none\n` }), STORAGE],
    ['verifyLog', () => js.verifyLog('audit', TRUST), READER],
    ['currentCheckpoint', () => js.currentCheckpoint(), READER],
    ['currentCheckpoint with a key', () => js.currentCheckpoint('audit', TRUST), READER],
    ['readMinimum', () => js.readMinimum('audit'), READER],
    ['readEntries', () => all(js.readEntries('audit', checkpoint)), READER],
    ['proveEntry', () => js.proveEntry(), READER],
    ['verifyLog of an open log', () => js.verifyLog(log, TRUST), OPEN_LOG],
    ['currentCheckpoint of an open log', () => js.currentCheckpoint(log), OPEN_LOG],
    ['backupLog of an open log', () => js.backupLog(log, { begin() {} }), OPEN_LOG],
  ])('%s', async (_, call, says) => {
    expect(await codeAndMessage(call)).toEqual(['invalid-argument', expect.stringMatching(says)]);
  });
});

describe('other arguments', () => {
  const open = (options: object): unknown => js.AuditLog.open(audit.memoryStorage(), { ...OPTIONS, ...options });
  const row = { origin: 'o', index: 0, leafHash: new Uint8Array(32), entry: audit.decodeEvent(U8) };
  it.each<Case>([
    ['a signer that does not sign', () => open({ signer: { name: signer.name, verifierKey } }), SIGNER],
    ['no signer', () => js.AuditLog.open(audit.memoryStorage(), { origin: 'o' }), SIGNER],
    ['an origin of another signer', () => open({ origin: 'o' }), /^"origin" expected the signer's name/],
    ['the constructor', () => new js.AuditLog(), /AuditLog\.open/],
    ['witnesses.onFault', () => open({ witnesses: { onFault: 5 } }), /^"witnesses\.onFault" expected a function/],
    ['witnesses.fetch', () => open({ witnesses: { fetch: 5 } }), /^"witnesses\.fetch" expected a function/],
    ['witnesses.background', () => open({ witnesses: { background: 5 } }), /^"witnesses\.background" expected true/],
    ['rotation.onFault', () => open({ rotation: { onFault: 5 } }), /^"rotation\.onFault" expected a function/],
    ['an option of no name', () => open({ polcy: 'x' }), /^"options" has no "polcy"; it takes origin, signer, /],
    ['checkpointEvery', () => open({ checkpointEvery: { sec: 1 } }), /^"checkpointEvery" has no "sec"; it takes ms, /],
    ['rotation', () => open({ rotation: { onEvct: 'prune' } }), /^"rotation" has no "onEvct"/],
    ['now', () => open({ now: 5 }), /^"now" expected a function/],
    ['exportAs without entries', () => js.exportAs('csv'), /^"entries" expected entries of a log/],
    ['exportAs of a log', () => js.exportAs('csv', log), /^"entries" expected entries of a log/],
    ['exportAs of a text', () => js.exportAs('csv', 'abc'), /^"entries" expected entries of a log/],
    ['exportAs of others', () => all(js.exportAs('csv', [{ a: 1 }])), /^"entries\[0\]" expected an entry of a log/],
    ['exportAs without an entry', () => all(js.exportAs('cef', [row])), /^"entries\[0\]" expected an entry of a log/],
    ['exportAs with null', () => js.exportAs('csv', [], null), /^"options" expected an object/],
    ['exportAs with a number', () => js.exportAs('csv', [], 5), /^"options" expected an object/],
    ['logVerification', () => jsLog.logVerification(), /^"verification" expected an object/],
    ['logSecurityEvent', () => jsLog.logSecurityEvent(), /^"event" expected an object/],
    ['logProofGeneration', () => jsLog.logProofGeneration(), /^"generation" expected an object/],
    ['proveEntry', () => js.proveEntry(storage), /^"checkpoint" expected/],
    ['readEntries', () => all(js.readEntries(storage, null)), /^"checkpoint" expected/],
    ['readEntries, range', () => all(js.readEntries(storage, checkpoint, null)), /^"range" expected an object/],
    ['entries, range', () => all(jsLog.entries(5)), /^"range" expected an object/],
    ['openSealed', () => js.openSealed(), /^"entry" expected an object/],
    ['openSealed without keys', () => js.openSealed({ user_id: 'u' }, 'o'), /^"keys" expected/],
    ['openSealed without an origin', () => js.openSealed({}, 5, { find() {} }), /^"origin" expected/],
    ['sign', () => signer.sign('x' as never), /^"message" expected/],
    ['inspectLog, key', () => js.inspectLog(storage, U8), /^"verifierKey" expected/],
    ['inspectLog, signer', () => js.inspectLog(storage, verifierKey, 0), SIGNER],
    ['verifyLog, onProgress', () => js.verifyLog(storage, { ...TRUST, onProgress: 5 }), /^"onProgress" expected/],
    [
      'backupLog to a path',
      () => js.backupLog(storage, 'copy'),
      /^"target" expected a target, such as backupFolder\(path\) of "@fedzk\/audit\/node", got "copy"\.$/,
    ],
    ['backupLog, onProgress', () => js.backupLog(storage, { begin() {} }, { onProgress: 5 }), /^"onProgress" expected/],
  ])('%s', async (_, call, says) => {
    expect(await codeAndMessage(call)).toEqual(['invalid-argument', expect.stringMatching(says)]);
  });

  it('a signer whose methods use "this" signs', async () => {
    class Hsm {
      readonly name = signer.name;
      readonly verifierKey = verifierKey;
      readonly #inner = signer;
      sign(message: Uint8Array): Promise<Uint8Array> {
        return this.#inner.sign(message);
      }
    }
    const own = audit.memoryStorage();
    const its = await audit.AuditLog.open(own, { origin: signer.name, signer: new Hsm() });
    await its.append(EVENT);
    await its.close();
    expect(await audit.verifyLog(own, TRUST)).toMatchObject({ ok: true, size: 1 });
  });

  it('nothing is made in a folder for a call that is refused', async () => {
    const root = mkdtempSync(join(tmpdir(), 'fedzk-audit-'));
    const opened = js.AuditLog.open(directoryStorage(join(root, 'log')), { ...OPTIONS, signer: TRUST });
    await expect(opened).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(js.inspectLog(directoryStorage(join(root, 'log')))).rejects.toMatchObject({ code: 'not-found' });
    rmSync(root, { recursive: true });
  });
});

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findTool, type Tool } from './tool.js';

const run = promisify(execFile);

/** Where Debian and others have the library, which is in no folder of PATH. */
const FOLDERS = ['/usr/lib/softhsm', '/usr/lib/*/softhsm', '/usr/lib64/pkcs11', '/usr/local/lib/softhsm'];

/** Who may use and who may manage a token. */
export interface Pins {
  readonly pin: string;
  readonly soPin: string;
}

const PINS: Pins = { pin: '4711', soPin: '27182818' };

/** SoftHSM2's command, which makes tokens. */
export function findSoftHsm(): Tool {
  const library = findTool('libsofthsm2.so', FOLDERS);
  return 'missing' in library ? library : findTool('softhsm2-util');
}

/**
 * Tokens in software of one test, in a folder of their own. A process sees them by {@link environment}, which it must have
 * before it loads the library {@link module}.
 */
export class SoftHsm implements Disposable {
  readonly folder: string;
  readonly #util: string;

  /** @param path {@link findSoftHsm} */
  constructor(path: string) {
    this.#util = path;
    this.folder = mkdtempSync(join(tmpdir(), 'fedzk-softhsm-'));
    mkdirSync(this.tokens, { mode: 0o700 });
    const settings = [`directories.tokendir = ${this.tokens}`, 'objectstore.backend = file', 'log.level = ERROR'];
    writeFileSync(join(this.folder, 'softhsm2.conf'), `${settings.join('\n')}\n`);
  }

  /** The path of its library of PKCS#11. */
  get module(): string {
    const library = findTool('libsofthsm2.so', FOLDERS);
    return 'path' in library ? library.path : '';
  }

  get environment(): { readonly SOFTHSM2_CONF: string } {
    return { SOFTHSM2_CONF: join(this.folder, 'softhsm2.conf') };
  }

  /** The folder that has a folder for each token, and in it a file for each object. */
  get tokens(): string {
    return join(this.folder, 'tokens');
  }

  /** Makes a token. @returns its folder */
  async add(label: string, { pin, soPin }: Pins = PINS): Promise<string> {
    const before = readdirSync(this.tokens);
    await this.run('--init-token', '--free', '--label', label, '--so-pin', soPin, '--pin', pin);
    const [made = ''] = readdirSync(this.tokens).filter((name) => !before.includes(name));
    return join(this.tokens, made);
  }

  /** Resets a token, which has its label and its PINs again, and none of its keys. */
  async reset(label: string, { pin, soPin }: Pins = PINS): Promise<void> {
    await this.run('--init-token', '--token', label, '--label', label, '--so-pin', soPin, '--pin', pin);
  }

  /** Runs softhsm2-util. @returns what it prints */
  async run(...args: readonly string[]): Promise<string> {
    const { stdout } = await run(this.#util, args, { env: { ...process.env, ...this.environment } });
    return stdout;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The type of the attribute that has a token's flags in SoftHSM2's files, in which a type and a kind stand before a value. */
const TOKEN_FLAGS = Buffer.from('000000008000534b', 'hex');
const VALUE_AFTER = 16;

/**
 * Sets flags of a token (`CKF_…`) in its file, such as that of a locked PIN, which SoftHSM2 tells of and never sets itself. Only
 * a process that loads the library later sees them.
 *
 * @param folder of the token
 */
export function setTokenFlags(folder: string, flags: number): void {
  const path = join(folder, 'token.object');
  const bytes = readFileSync(path);
  const at = bytes.indexOf(TOKEN_FLAGS);
  if (at < 0) throw new Error(`${path} has no flags`);
  bytes.writeBigUInt64BE(bytes.readBigUInt64BE(at + VALUE_AFTER) | BigInt(flags), at + VALUE_AFTER);
  writeFileSync(path, bytes);
}

// A process that makes keys in a token: node PROGRAM MODULE TOKEN PIN (kek|pair) LABEL [CALL]. It prints what it got and
// which call of PKCS#11 was the last that changed the token, or is killed just before the call of that number, from 1. Of a
// LABEL that ends with `*` it makes one key after the other. CALL may be `beaten`: another process makes the whole key after
// this one has seen that there is none, and just before it makes one.

import { execFileSync } from 'node:child_process';
import { writeSync } from 'node:fs';
import { toHex } from '@fedzk/core';
import { Pkcs11Token } from '@fedzk/keys/pkcs11';
import { Library } from '../../src/pkcs11/library.js';

const [module = '', token = '', pin = '', kind = '', label = '', killAt = '0'] = process.argv.slice(2);

const opened = await Pkcs11Token.open({ module, token, pin: () => pin });
const { cryptoki } = await Library.use(module);
const counted = cryptoki as unknown as Record<string, (...given: unknown[]) => unknown>;
let calls = 0;
let changed = 0;
let beaten = killAt === 'beaten';
const names = ['C_SetAttributeValue', 'C_CreateObject'];
for (const name in counted) if (name.startsWith('C_')) names.push(name);
for (const name of names) {
  const call = counted[name];
  if (call === undefined) throw new Error(`there is no ${name}`);
  counted[name] = (...given) => {
    calls += 1;
    if (name === 'C_SetAttributeValue') changed = calls;
    if (beaten && name.startsWith('C_GenerateKey')) {
      beaten = false;
      execFileSync(process.execPath, process.argv.slice(1, -1));
    }
    if (calls === Number(killAt)) process.kill(process.pid, 'SIGKILL');
    return call.apply(cryptoki, given);
  };
}

async function make(named: string): Promise<void> {
  const got =
    kind === 'kek'
      ? (await opened.keyProvider(named, { create: true })).name
      : toHex((await opened.signingKey(named, { create: true })).publicKey);
  writeSync(1, `${named} ${got} ${changed}\n`);
}

if (label.endsWith('*')) for (let i = 0; ; i++) await make(label.replace('*', String(i)));
await make(label);
await opened.close();

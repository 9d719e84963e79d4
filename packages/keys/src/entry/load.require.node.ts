// CommonJS, which Node alone runs: as load.node.ts, with the builds read from their files.
import { readFileSync } from 'node:fs';
import { swizzlesRelaxed } from '@fedzk/core';
import { provideArgon2 } from '../argon2.js';
import { instantiate } from '../instance.js';

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url));

instantiate(read(swizzlesRelaxed() ? 'core.relaxed.wasm' : 'core.wasm'));
provideArgon2(read('argon2.wasm'));

// Cloudflare Workers compile no bytes; modules are imported.
import { swizzlesRelaxed } from '@fedzk/core';
import { provideArgon2 } from '../argon2.js';
import argon2 from '../argon2.wasm';
import relaxed from '../core.relaxed.wasm';
import strict from '../core.wasm';
import { instantiate } from '../instance.js';
import probe from '../swizzle-probe.wasm';

instantiate(swizzlesRelaxed(probe) ? relaxed : strict);
provideArgon2(argon2);

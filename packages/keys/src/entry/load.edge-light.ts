// Vercel's edge runtime: as workerd, with a suffix that its bundler asks for, and one build.
import { provideArgon2 } from '../argon2.js';
import argon2 from '../argon2.wasm?module';
import module from '../core.wasm?module';
import { instantiate } from '../instance.js';

instantiate(module);
provideArgon2(argon2);

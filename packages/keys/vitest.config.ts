import { defineConfig } from 'vitest/config';

// FEDZK_NODE_FLAGS: with other flags Node has the instructions of the other build of the module, or lacks them.
const flags = process.env['FEDZK_NODE_FLAGS'];

export default defineConfig({ test: { execArgv: flags === undefined ? [] : flags.split(' ') } });

// Runs before each test file, also where files share a process: hooks that a support module registered would be the first
// file's alone.

import { afterAll, afterEach } from 'vitest';
import { removeFolders } from './folders.js';
import { clean } from './polluted.js';

afterEach(clean);
afterAll(removeFolders);

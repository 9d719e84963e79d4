import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

/** No test takes so long; on a busy machine one may take much longer than alone. */
const TEST_TIMEOUT_MS = 120_000;

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const packages = readdirSync(pathOf('packages'))
  .map((name) => `packages/${name}`)
  .filter((folder) => existsSync(pathOf(`${folder}/package.json`)));

/** Vitest gives projects nothing of the root's options, so each is given them here. A folder's own config extends them. */
function project(folder: string): TestProjectInlineConfiguration {
  const [manifest, config] = [pathOf(`${folder}/package.json`), pathOf(`${folder}/vitest.config.ts`)];
  const name = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).name : folder;
  return {
    root: pathOf(folder),
    ...(existsSync(config) && { extends: config }),
    test: { name, testTimeout: TEST_TIMEOUT_MS },
  };
}

export default defineConfig({
  test: { projects: [...packages, 'circuits', 'bench', 'scripts'].map(project) },
});

import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where a program is, or why a test that needs it is skipped. */
export type Tool = { readonly path: string } | { readonly missing: string };

/**
 * Finds a program on PATH, or in one of the folders that its Debian package has beside PATH.
 *
 * @param name of the program
 * @param folders whose name may end with `*`, such as `/usr/lib/postgresql/*`; of several the last in order of their names
 */
export function findTool(name: string, folders: readonly string[] = []): Tool {
  const path = (process.env['PATH'] ?? '').split(delimiter);
  const found = [...path, ...folders.flatMap(matching)].map((folder) => join(folder, name)).find(existsSync);
  if (found !== undefined) return { path: found };
  return { missing: `${name} is not installed; as root on Debian, npm run test:tools installs it` };
}

function matching(pattern: string): string[] {
  const [, parent = '', below = ''] = /^(.*)\/\*(.*)$/.exec(pattern) ?? [];
  if (parent === '') return [pattern];
  if (!existsSync(parent)) return [];
  const order = new Intl.Collator('en', { numeric: true });
  const names = readdirSync(parent).sort((a, b) => order.compare(b, a));
  return names.map((name) => `${parent}/${name}${below}`);
}

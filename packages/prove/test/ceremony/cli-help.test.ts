/** The ceremony's help: a page for each command, which a terminal of 80 by 24 shows whole. */
import { program, runNode } from '@fedzk/testkit/processes';
import { expect, it } from 'vitest';
import { HELP, helpOf } from '../../src/cli/ceremony/help.js';
import { COMMANDS } from '../../src/cli/ceremony/main.js';

const pages = Object.entries(COMMANDS).map(([name, { options }]) => ({
  name,
  options,
  page: helpOf(name as keyof typeof COMMANDS, options),
}));

it.each(pages)('$name: fits a terminal, and has its own options and no other', ({ name, options, page }) => {
  const lines = page.split('\n');
  // The prompt that follows needs a line.
  expect(lines.length).toBeLessThan(24);
  expect(lines.filter((line) => [...line].length > 80)).toEqual([]);
  expect(page).toMatch(new RegExp(`^ {2}fedzk-prove ceremony ${name} `));
  const named = [...page.matchAll(/^ {2}--([a-z0-9-]+)/gm)].map(([, option]) => option);
  expect(named.sort()).toEqual([...new Set([...options, 'json'])].sort());
  expect(HELP).toContain(`\n  fedzk-prove ceremony ${name} `);
});

it('prints a page for each command', { timeout: 60_000 }, async () => {
  const cli = await program(new URL('../../src/cli.ts', import.meta.url));
  for (const { name, page } of pages.slice(0, 2)) {
    const ended = await runNode([cli, 'ceremony', name, '--help']);
    expect(ended).toEqual({ code: 0, stdout: `${page}\n`, stderr: '' });
  }
  expect(await runNode([cli, 'ceremony', '--help'])).toEqual({ code: 0, stdout: `${HELP}\n`, stderr: '' });
});

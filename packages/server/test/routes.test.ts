import { expect, it } from 'vitest';
import { ROUTES } from '../src/http/routes.js';
import { routesPage } from './support/routes-page.js';

it('is the table that ROUTES.md shows', async () => {
  await expect(routesPage(ROUTES)).toMatchFileSnapshot('../ROUTES.md');
});

it('shows each route once, and changes with each of its columns', () => {
  const page = routesPage(ROUTES);
  const shown = page.split('\n').filter((line) => /^\| (both|leader|helper) \|/.test(line));
  const { length } = ROUTES.filter(({ on }) => on !== 'socket');
  expect(shown.length).toBe(length + 3); // what the socket has of its own
  const [first, ...rest] = ROUTES;
  if (first === undefined) throw new Error('there are no routes');
  for (const change of [{ cost: 77 }, { path: '/elsewhere' }, { says: 'Other.' }, { need: 'audit_logs:read' as const }])
    expect(routesPage([{ ...first, ...change }, ...rest])).not.toBe(page);
});

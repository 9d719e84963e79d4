/** A command's progress: a bar on a terminal, elsewhere a line every ten seconds. */
import { expect, it } from 'vitest';
import { progressBar } from '../src/cli/bar.js';

function shown(isTTY: boolean) {
  const output = {
    isTTY,
    text: '',
    write(text: string) {
      output.text += text;
    },
  };
  const clock = { now: 5_000 };
  const bar = progressBar(output, () => clock.now);
  return { output, clock, bar };
}

it('writes a line every ten seconds where there is no terminal', () => {
  const { output, clock, bar } = shown(false);
  bar.show(0);
  clock.now += 9_999;
  bar.show(0.1);
  expect(output.text).toBe('');
  clock.now += 1;
  bar.show(0.216);
  bar.show(0.3);
  clock.now += 9_999;
  bar.show(0.4);
  expect(output.text).toBe('fedzk-prove: 21 % done\n');
  clock.now += 1;
  bar.show(0.5);
  clock.now += 10_000;
  // What follows says that all is done.
  bar.show(1);
  bar.clear();
  expect(output.text).toBe('fedzk-prove: 21 % done\nfedzk-prove: 50 % done\n');
});

it('draws on a terminal, once for each percent, and takes that off', () => {
  const { output, bar } = shown(true);
  bar.clear();
  bar.show(0.5);
  bar.show(0.501);
  expect(output.text).toBe(`\r[${'#'.repeat(15)}${'.'.repeat(15)}] 50 %`);
  bar.clear();
  expect(output.text).toMatch(/\r {38}\r$/);
});

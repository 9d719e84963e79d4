/** The question for something random: what is typed does not show. */
import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { expect, it, vi } from 'vitest';
import { askedOf } from '../../src/cli/ceremony/typed.js';

/** A terminal, as far as the question uses one. */
function terminal() {
  const raw: boolean[] = [];
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => raw.push(on) });
  const output = new PassThrough();
  const stop = new AbortController();
  const answer = askedOf(input as unknown as ReadStream, output, stop.signal);
  return { input, answer, stop, raw, shown: () => String(output.read() ?? '') };
}

it('reads a line, shows nothing of it, and leaves the terminal as it was', async () => {
  const { input, answer, raw, shown } = terminal();
  input.write('SECXY\u007f\u007fRET\r');
  expect(await answer).toBe('SECRET');
  expect(shown()).toBe('Type something at random, then Enter (it does not show): \n');
  // A terminal in this mode shows nothing by itself, either.
  expect(raw).toEqual([true, false]);
});

it('goes on where nothing is typed', async () => {
  const { input, answer, raw } = terminal();
  input.write('\u0004');
  expect(await answer).toBe('');
  expect(raw).toEqual([true, false]);
});

it('asks again after Ctrl-Z and "fg", and shows nothing of the answer', async () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  const { input, answer, raw, shown } = terminal();
  input.write('\u001a');
  await vi.waitUntil(() => kill.mock.calls.length > 0);
  expect(kill).toHaveBeenCalledWith(process.pid, 'SIGTSTP');
  kill.mockRestore();
  process.emit('SIGCONT');
  expect(raw.at(-1)).toBe(true);
  // The shell may have set the terminal, which Node doesn't know: its own mode is set anew.
  expect(raw).toContain(false);
  expect(shown().match(/Type something/g)?.length).toBe(2);
  expect(input.isPaused()).toBe(false);
  input.write('SECRET\r');
  expect(await answer).toBe('SECRET');
  expect(shown()).toBe('\n');
  expect(process.listenerCount('SIGCONT')).toBe(0);
});

it('is ended by a signal and by Ctrl-C', async () => {
  const { answer, stop, raw } = terminal();
  stop.abort();
  await expect(answer).rejects.toBe(stop.signal.reason);
  expect(raw).toEqual([true, false]);

  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  const other = terminal();
  other.input.write('\u0003');
  await vi.waitUntil(() => kill.mock.calls.length > 0);
  expect(kill).toHaveBeenCalledWith(process.pid, 'SIGINT');
  kill.mockRestore();
  other.stop.abort();
  await expect(other.answer).rejects.toBe(other.stop.signal.reason);
});

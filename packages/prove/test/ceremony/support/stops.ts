/**
 * Is loaded before a program (`node --import`), and has it fail or be ended at a step with a file: `AT="link a.zkey SIGKILL"`.
 * Steps are write and sync, of the part of the named file, link, of the name itself, folder, of making any folder durable, and
 * end, of the program. A code such as ENOSPC fails the step.
 * SIGKILL ends the program before it; of another signal the program is told before it.
 */
import { promises } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const [step, name, what = ''] = (process.env['AT'] ?? '').split(' ');

async function stop(): Promise<void> {
  if (!what.startsWith('SIG')) throw Object.assign(new Error(`a test's ${what}`), { code: what });
  const told = new Promise((resolve) => {
    if (what !== 'SIGKILL') process.once(what, resolve);
  });
  // Node doesn't wait for signals.
  const alive = setInterval(() => {}, 1000);
  process.kill(process.pid, what as NodeJS.Signals);
  await told;
  clearInterval(alive);
}

if (step === 'end') process.once('beforeExit', () => void process.kill(process.pid, what as NodeJS.Signals));

const { open, link } = promises;
Object.assign(promises, {
  async open(...args: Parameters<typeof open>) {
    const handle = await open(...args);
    if (step === 'folder' && (await handle.stat()).isDirectory()) return Object.assign(handle, { sync: stop });
    if (!String(args[0]).includes(`/${name}.part-`)) return handle;
    const { write, sync } = handle;
    return Object.assign(handle, {
      async write(...given: unknown[]) {
        if (step === 'write') await stop();
        return Reflect.apply(write, handle, given);
      },
      async sync() {
        if (step === 'sync') await stop();
        return sync.call(handle);
      },
    });
  },
  async link(from: string, to: string) {
    if (step === 'link' && to.endsWith(`/${name}`)) await stop();
    return link(from, to);
  },
});
syncBuiltinESMExports();

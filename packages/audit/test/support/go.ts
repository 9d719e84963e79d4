import { spawnSync } from 'node:child_process';

const MINUTE = 60_000;

/**
 * Builds programs of a Go module, each under the path that it is given for; it takes a Go of 1.25, and the module proxy the
 * first time.
 *
 * @param from the project that the module needs, for the words
 * @returns why there are none, if there are none
 */
export function buildGo(
  source: string,
  from: string,
  programs: readonly (readonly [path: string, what: string])[],
): string | undefined {
  const { stdout } = spawnSync('go', ['version'], { encoding: 'utf8' });
  const [, minor = '0'] = /go1\.(\d+)/.exec(stdout ?? '') ?? [];
  if (Number(minor) < 25) return 'Go 1.25 or later is not here';
  const env = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly -buildvcs=false' };
  for (const [path, what] of programs) {
    // All that they need and no more, which `go mod download` would not be content with.
    const needed = spawnSync('go', ['list', '-deps', what], { cwd: source, env, timeout: MINUTE });
    if (needed.status !== 0) return `${from} is not here, and the module proxy is out of reach`;
    // What does not compile is a failure.
    const built = spawnSync('go', ['build', '-o', path, what], { cwd: source, env, encoding: 'utf8' });
    if (built.status !== 0) throw new Error(built.stderr);
  }
  return undefined;
}

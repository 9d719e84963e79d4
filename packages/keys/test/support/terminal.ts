// A program in a terminal of its own, which is its controlling one.

import { execFileSync } from 'node:child_process';
import { missingTool } from '@fedzk/testkit/tools';
import { root } from './command-line.js';

/** Whether a program can be run in a terminal of its own: Python has them everywhere but on Windows. */
export const noPython: string | undefined = missingTool('python3', ['-c', 'import pty'], 'no python3');
const IN_TERMINAL = `
import os, pty, sys
answers = sys.argv[1].encode().split(b'|')
pid, terminal = pty.fork()
if pid == 0:
    os.environ.pop('FEDZK_MASTER_PASSWORD', None)
    os.execvp('sh', ['sh', '-c', sys.argv[2]])
seen = b''
asked = 0
while True:
    try:
        got = os.read(terminal, 1000)
    except OSError:
        break
    if not got:
        break
    seen += got
    while seen.count(b': ') > asked and asked < len(answers):
        os.write(terminal, answers[asked] + b'\\r')
        asked += 1
sys.stdout.buffer.write(seen.replace(b'\\r\\n', b'\\n'))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

/**
 * What a command of the shell shows. Each answer is typed when one more question, which ends with a colon and a space, is
 * there.
 */
export function inTerminal(answers: readonly string[], command: string): string {
  return execFileSync('python3', ['-c', IN_TERMINAL, answers.join('|'), command], { cwd: root, encoding: 'utf8' });
}

const WATCHED = `
import os, pty, select, signal, sys, termios
answers = sys.argv[1].encode().split(b'|') if sys.argv[1] else []
pid, terminal = pty.fork()
if pid == 0:
    os.environ.pop('FEDZK_MASTER_PASSWORD', None)
    os.execvp('sh', ['sh', '-c', sys.argv[2]])
seen = b''
asked = 0
between = []
while True:
    if select.select([terminal], [], [], 0.002)[0]:
        try:
            got = os.read(terminal, 1000)
        except OSError:
            break
        if not got:
            break
        seen += got
    if 0 < asked < len(answers):
        between.append(bool(termios.tcgetattr(terminal)[3] & termios.ECHO))
    while seen.count(b': ') > asked and asked < len(answers):
        if answers[asked].startswith(b'SIG'):
            os.killpg(pid, getattr(signal, answers[asked].decode()))
        else:
            os.write(terminal, answers[asked] + b'\\r')
        asked += 1
sys.stdout.write(('shown' if any(between) else 'hidden') + ' ' + ('many' if len(between) > 5 else 'few') + '\\n')
sys.stdout.flush()
sys.stdout.buffer.write(seen.replace(b'\\r\\n', b'\\n'))
`;

/**
 * Whether a terminal showed what is typed at any time after the first answer and before the last question, and what a
 * command of the shell wrote to it. An answer such as `SIGHUP` is a signal to the shell and what it runs.
 */
export function watchEcho(
  answers: readonly string[],
  command: string,
): { readonly between: string; readonly screen: string } {
  const output = execFileSync('python3', ['-c', WATCHED, answers.join('|'), command], { cwd: root, encoding: 'utf8' });
  const end = output.indexOf('\n');
  return { between: output.slice(0, end), screen: output.slice(end + 1) };
}

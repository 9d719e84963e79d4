import { readWords } from '@fedzk/core/node';
import { describe, expect, it } from 'vitest';

const OPTIONS = {
  key: { type: 'string' },
  lines: { type: 'string', short: 'n', default: '10' },
  json: { type: 'boolean' },
} as const;
const read = (...args: string[]) => readWords(args, OPTIONS, (why) => new RangeError(`${why}. See --help.`));

describe('readWords', () => {
  it('sorts options and names', () => {
    const { values, positionals } = read('verify', 'log', '--key', 'x', '-n', '2', '--json');
    expect({ ...values }).toEqual({ key: 'x', lines: '2', json: true, help: false, version: false });
    expect(positionals).toEqual(['verify', 'log']);
    expect(read().values.lines).toBe('10');
  });

  it('knows -h, --help and --version for every command line', () => {
    expect([read('-h').values.help, read('--help').values.help, read('--version').values.version]).toEqual([
      true,
      true,
      true,
    ]);
  });

  it.each([
    [['--key', 'x', '--key', 'y'], "Option '--key' is given twice. See --help."],
    [['-n', '1', '--lines=2'], "Option '--lines' is given twice. See --help."],
    [['--json', '--json'], "Option '--json' is given twice. See --help."],
    [['-h', '--help'], "Option '--help' is given twice. See --help."],
    [['--what'], "Unknown option '--what'. See --help."],
    [['--key'], "Option '--key <value>' argument missing. See --help."],
  ])('refuses %j', (args, message) => {
    expect(() => read(...args)).toThrow(new RangeError(message));
  });

  it('takes a list of strings, options and a function alone', () => {
    const code = 'invalid-argument';
    for (const wrong of [7, null, 'a', [7], [undefined]]) {
      expect(() => readWords(wrong as never, OPTIONS, Error)).toThrow(expect.objectContaining({ code }));
    }
    expect(() => readWords([], null as never, Error)).toThrow(expect.objectContaining({ code }));
    expect(() => readWords([], OPTIONS, 7 as never)).toThrow(expect.objectContaining({ code }));
  });

  it('takes all behind -- as names', () => {
    expect(read('--', '--key', '--key').positionals).toEqual(['--key', '--key']);
  });
});

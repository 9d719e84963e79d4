// What publint and Are The Types Wrong say of each tarball.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { problemAffectsResolutionKind } from '@arethetypeswrong/core/problems';
import { publint } from 'publint';
import { describe, expect, inject, it } from 'vitest';
import { tested } from '../src/packages.js';

const packages = tested.map(({ declared, manifest: { name, version } }) => {
  const file = join(inject('tarballs'), `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
  return { name, isImported: Object.keys(declared.entries).length > 0, tarball: Uint8Array.from(readFileSync(file)) };
});

describe.each(packages)('$name', ({ isImported, tarball }) => {
  it('has a package.json and files that agree', async () => {
    const { messages } = await publint({ strict: true, pack: { tarball: tarball.buffer } });
    expect(messages).toEqual([]);
  });

  it('has types that each way of importing finds', async () => {
    const analysis = await checkPackage(createPackageFromTarballData(tarball));
    expect(analysis.types !== false).toBe(isImported); // a package that is a command line alone has none
    if (!analysis.types) return;
    // What TypeScript called node10 knows no exports.
    const problems = analysis.problems.filter((problem) =>
      (['node16-cjs', 'node16-esm', 'bundler'] as const).some((kind) =>
        problemAffectsResolutionKind(problem, kind, analysis),
      ),
    );
    expect(problems).toEqual([]);
  });
});

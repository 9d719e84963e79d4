// @ts-check
// A reporter of vitest that writes which tests were skipped, and why, into the file that FEDZK_SKIPS names.
import { writeFileSync } from 'node:fs';

export default class SkipsReporter {
  /** @param {readonly import('vitest/node').TestModule[]} modules */
  onTestRunEnd(modules) {
    const skips = modules.flatMap((module) =>
      [...module.children.allTests('skipped')].map((test) => {
        const { state, note } = { note: undefined, ...test.result() };
        const name = `${module.project.name} ${module.relativeModuleId} > ${test.fullName}`;
        return { name, ...(state === 'skipped' && note && { reason: note }) };
      }),
    );
    writeFileSync(process.env.FEDZK_SKIPS ?? '', JSON.stringify(skips));
  }
}

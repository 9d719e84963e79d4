// @ts-check
// node scripts/wasm-tests.mjs GLUE [PART]
// Runs the tests of a crate as WebAssembly, or those with a part in their names. `cargo xtask test` has bound the module.
// It exports what wasm-bindgen-test 0.3 made: a function for each test, and the class that calls them and prints.
import { createRequire } from 'node:module';

const [glue = '', part = ''] = process.argv.slice(2);

/** What a test exports: `__wbgt_`, `$` if it is ignored, `_`, the crate, `::` and the test's name. */
const TEST = /^__wbgt_[^:]*::(.*)$/;

/** @type {{ current?: any }} */
const wasm = {};

// A test's output belongs to its failure. The module takes these functions when it is read, and prints by the first.
const globals = /** @type {any} */ (globalThis);
globals.__wbgtest_og_console_log = console.log;
globals.__wbgtest_og_console_error = console.error;
globals.__wbg_test_invoke = (/** @type {() => void} */ test) => test();
for (const level of /** @type {const} */ (['debug', 'log', 'info', 'warn', 'error'])) {
  console[level] = (...said) => wasm.current?.[`__wbgtest_console_${level}`]?.(said);
}

wasm.current = createRequire(import.meta.url)(glue);
const { WasmBindgenTestContext, __wasm: functions } = wasm.current;
const all = Object.keys(functions).filter((name) => TEST.test(name));
const chosen = all.filter((name) => TEST.exec(name)?.[1]?.includes(part));

const context = new WasmBindgenTestContext(false);
context.include_ignored(false);
context.filtered_count(all.length - chosen.length);
process.exitCode = (await context.run(chosen.map((name) => functions[name]))) ? 0 : 1;

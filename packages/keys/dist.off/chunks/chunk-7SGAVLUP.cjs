const moduleUrl = require('node:url').pathToFileURL(__filename).href;
var import_chunk_6DWBK2OE = require("./chunk-6DWBK2OE.cjs");
var import_node_fs = require("node:fs");
var import_core = require("@fedzk/core");
var read = (name) => (0, import_node_fs.readFileSync)(new URL(`../${name}`, moduleUrl));
(0, import_chunk_6DWBK2OE.instantiate)(read((0, import_core.swizzlesRelaxed)() ? "core.relaxed.wasm" : "core.wasm"));
(0, import_chunk_6DWBK2OE.provideArgon2)(read("argon2.wasm"));

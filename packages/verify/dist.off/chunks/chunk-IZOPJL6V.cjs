const moduleUrl = require('node:url').pathToFileURL(__filename).href;
var import_chunk_JFKCXCCT = require("./chunk-JFKCXCCT.cjs");
var import_node_fs = require("node:fs");
var import_core = require("@fedzk/core");
(0, import_chunk_JFKCXCCT.instantiate)((0, import_node_fs.readFileSync)(new URL((0, import_core.fusesMultiplyAdd)() ? "../core.fma.wasm" : "../core.wasm", moduleUrl)));

// Opens a token where pkcs11js is not installed, by `import` or by `require`.
import { createRequire } from 'node:module';

const entry = '@fedzk/keys/pkcs11';
const { Pkcs11Token } = process.argv[2] === 'require' ? createRequire(import.meta.url)(entry) : await import(entry);
const options = { module: process.execPath, token: 'fedzk', pin: () => '4711' };
/** @param {Error & { code: string }} error */
const told = (error) => error;
const { code, message } = await Pkcs11Token.open(options).catch(told);
console.log(JSON.stringify({ code, message }));

// Exports the body's packages: every entry without init(), and the exercised ones.
export * as agg from '@fedzk/agg';
export * as prove from '@fedzk/prove';
export * as verify from '@fedzk/verify';
export * as quant from '@fedzk/verify/quant';
export * from './exercised.js';

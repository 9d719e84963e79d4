// What the body is given: every entry that asks for no init(), and what is exercised.
export * as agg from '@fedzk/agg';
export * as prove from '@fedzk/prove';
export * as verify from '@fedzk/verify';
export * as quant from '@fedzk/verify/quant';
export * from './exercised.js';

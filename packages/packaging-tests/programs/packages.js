// What the body is given: every entry that asks for no init(). A new one is added here, in require.cjs, and in body.js.
export * as agg from '@fedzk/agg';
export * as prove from '@fedzk/prove';
export * as verify from '@fedzk/verify';
export * as quant from '@fedzk/verify/quant';

// Loads the packages both by `import` and by `require`. Objects and errors of one copy are known to the other.
const required = { core: require('@fedzk/core'), verify: require('@fedzk/verify'), agg: require('@fedzk/agg') };

/** @param {() => unknown} call */
function thrownBy(call) {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

Promise.all([import('@fedzk/core'), import('@fedzk/verify'), import('./results.js'), import('./aggregation.js')]).then(
  async ([core, verify, { notebook }, { aggregation }]) => {
    const thrown = [required.verify, verify].map(({ createVerifier }) =>
      thrownBy(() => createVerifier(/** @type {never} */ ({}))),
    );
    const notes = notebook(core.FedzkError);
    await aggregation(notes, /** @type {never} */ ({ agg: required.agg, verify }));
    const seen = {
      copies: new Set([required.core.FedzkError, core.FedzkError]).size,
      instances: [core, required.core].map(({ FedzkError }) => thrown.every((error) => error instanceof FedzkError)),
      aggregation: notes.results,
    };
    console.log(JSON.stringify(seen));
  },
);

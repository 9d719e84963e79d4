// Prints the names that each entry has at run time.
const entries = process.argv.slice(2);
const names = await Promise.all(entries.map(async (entry) => Object.keys(await import(entry)).sort()));
console.log(JSON.stringify(names));

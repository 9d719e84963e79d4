// Loads every entry by `require`: generated where the packages are installed.
module.exports = {};

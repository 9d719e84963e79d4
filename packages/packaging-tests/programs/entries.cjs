// Where the packages are installed: every entry, by `require`.
module.exports = {};

// The same by `require`.
module.exports = {};

// Does the same as exercised.js, by `require`.
module.exports = {};

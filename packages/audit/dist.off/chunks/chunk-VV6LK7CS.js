// src/export/text.ts
var NOT_IN_A_LINE = /[\p{Cc}\p{Cs}\u2028\u2029]/gu;
var DIRECTIONS = /\p{Bidi_Control}/gu;
function escaped(character) {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
function lineJson(value) {
  return shown(JSON.stringify(value));
}
function line(text) {
  return text.replace(NOT_IN_A_LINE, escaped);
}
function shown(text) {
  return line(text).replace(DIRECTIONS, escaped);
}

export {
  lineJson,
  line,
  shown
};

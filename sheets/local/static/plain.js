// Texts as people look for them: without capitals and accents. "CAÑÓN" is found by "canon".
const BEYOND_ASCII = /[^\x00-\x7f]/;

export function plain(text) {
  const lower = text.toLowerCase();
  return BEYOND_ASCII.test(lower) ? lower.normalize("NFD").replace(/\p{M}/gu, "") : lower;
}

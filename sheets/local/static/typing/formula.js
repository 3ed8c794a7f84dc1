// What a formula that is being typed expects where the caret stands. Pure: a text in, an answer out.
const OPERATOR_OR_OPENING = /[=(,;:+\-*/^&<>]\s*$/;
const NAME_OR_REFERENCE = /^[\p{L}\p{N}_$"'.!(]/u;
const CLOSED_QUOTES = /"[^"]*"|'[^']*'/g;

// True between the operator before and whatever follows it; within quotes a sign is text.
export function expectsReference(text, start, end = start) {
  if (!text.startsWith("=") || start === 0) return false;
  const before = text.slice(0, start).replace(CLOSED_QUOTES, "x");
  if (/["']/.test(before)) return false;
  return OPERATOR_OR_OPENING.test(before) && !NAME_OR_REFERENCE.test(text.slice(end));
}

// An equals sign alone says nothing yet: it must not take the place of what stands in the cell.
export const isEmptyFormula = (text) => text.trim() === "=";

const REFERENCE = /(?<![\p{L}\p{N}_.$])(\$?)([A-Za-z]{1,3})(\$?)(\d+)(?![\p{L}\p{N}_(])/gu;
const NEXT = { "": ["$", "$"], $$: ["", "$"], "-$": ["$", ""], "$-": ["", ""] };

// The formula with the reference at the caret made absolute by the next step: A1, $A$1, A$1, $A1.
export function turned(text, caret) {
  for (const match of text.matchAll(REFERENCE)) {
    const end = match.index + match[0].length;
    if (caret < match.index || caret > end) continue;
    const [, columnSign, column, rowSign, row] = match;
    const signs = columnSign || rowSign ? `${columnSign || "-"}${rowSign || "-"}` : "";
    const [beforeColumn, beforeRow] = NEXT[signs];
    const reference = `${beforeColumn}${column}${beforeRow}${row}`;
    const whole = text.slice(0, match.index) + reference + text.slice(end);
    return { text: whole, caret: match.index + reference.length };
  }
  return { text, caret };
}

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

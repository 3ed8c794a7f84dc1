// The text in which Excel, LibreOffice and Google Sheets exchange cells: tabs, line ends, quotes where needed.
export function parse(text) {
  const rows = [[""]];
  let at = 0;
  const add = (letters) => (rows.at(-1)[rows.at(-1).length - 1] += letters);
  while (at < text.length) {
    const letter = text[at];
    if (letter === '"' && rows.at(-1).at(-1) === "") at = quoted(text, at, add);
    else if (letter === "\t") rows.at(-1).push(""), at++;
    else if (letter === "\n" || letter === "\r") rows.push([""]), (at += text.startsWith("\r\n", at) ? 2 : 1);
    else add(letter), at++;
  }
  if (rows.length > 1 && rows.at(-1).length === 1 && rows.at(-1)[0] === "") rows.pop();
  return rows;
}

// A quote that is never closed, or closed within a cell, is no quoting but a quote.
function quoted(text, at, add) {
  const closed = /"((?:[^"]|"")*)"(?=[\t\r\n]|$)/y;
  closed.lastIndex = at;
  const found = closed.exec(text);
  if (!found) return add('"'), at + 1;
  add(found[1].replaceAll('""', '"').replaceAll("\r\n", "\n"));
  return closed.lastIndex;
}

const cell = (text) => (/[\t\r\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
export const format = (rows) => rows.map((row) => row.map(cell).join("\t")).join("\n");

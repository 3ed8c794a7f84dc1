// Cells on their way through the system's clipboard: as text for every program, and as an
// HTML table that also tells this page where each cell came from. Pure: texts and data.
import * as tsv from "./tsv.js";

const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => SIGNS[sign]);

// `origin` is {book, gid, cut, rows: [{row, id}], columns: [{column, header}]}; `cells` are
// lines of {text, edit}.
export function written(origin, cells) {
  const square = ({ text, edit }) => {
    const own = edit === text && !/\s/.test(text) ? "" : ` data-edit="${escaped(edit)}"`;
    return `<td${own}>${escaped(text).replaceAll("\n", "<br>")}</td>`;
  };
  const lines = cells.map((line) => `<tr>${line.map(square).join("")}</tr>`);
  const about = escaped(JSON.stringify(origin));
  return {
    text: tsv.format(cells.map((line) => line.map(({ text }) => text))),
    html: `<meta charset="utf-8"><table data-local-sheet="${about}"><tbody>${lines.join("")}</tbody></table>`,
  };
}

// What was copied on such a page, as {origin, values}; null for anything else.
export function read(html) {
  if (!html.includes("data-local-sheet")) return null;
  const page = new DOMParser().parseFromString(html, "text/html");
  const table = page.querySelector("table[data-local-sheet]");
  try {
    const origin = JSON.parse(table.dataset.localSheet);
    const values = [...table.rows].map((line) =>
      [...line.cells].map((square) => square.dataset.edit ?? square.textContent),
    );
    const whole = values.length === origin.rows.length
      && values.every((line) => line.length === origin.columns.length);
    return whole ? { origin, values } : null;
  } catch {
    return null; // another program has written something that only looks like ours
  }
}

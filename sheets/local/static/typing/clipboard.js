// Copies what is selected, and pastes what was copied here, in Excel or in LibreOffice.
import * as tsv from "./tsv.js";
import { ask, say } from "../words.js";

const MANY = 500;

export class Clipboard {
  constructor(grid, editor, saving, allowed) {
    Object.assign(this, { grid, editor, saving, allowed });
    grid.root.addEventListener("copy", (event) => this.copy(event));
    grid.root.addEventListener("cut", (event) => this.copy(event) && this.clear());
    grid.root.addEventListener("paste", (event) => this.paste(event));
  }

  copy(event) {
    if (this.editor.open) return false;
    const { rows, columns } = this.grid.filled;
    const text = tsv.format(rows.map((row) => columns.map((column) => this.grid.cell(row, column).text)));
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
    return true;
  }

  async clear() {
    const { rows, columns } = this.grid.filled;
    const cells = rows.flatMap((row) => columns.map((column) => ({ row, column, value: "" })));
    const full = cells.filter(({ row, column }) => this.grid.editable(row, column));
    if (full.length && (await this.allowed(full))) this.saving.add(full);
  }

  async paste(event) {
    if (this.editor.open) return;
    event.preventDefault();
    const text = event.clipboardData.getData("text/plain");
    const cells = this.spots(tsv.parse(text));
    if (!text || !cells.length || !(await this.allowed(cells))) return;
    const lost = cells.filter(({ row, column, value }) => this.grid.editable(row, column) && this.grid.editable(row, column) !== value);
    if (lost.length > MANY && !(await ask(say("paste_ask", { count: lost.length })))) return;
    this.saving.add(cells);
    const last = cells.at(-1);
    this.grid.stretch(this.corner, { row: Math.min(last.row, this.grid.data.rowCount - 1), column: last.column });
  }

  // A single value fills what is selected. Hidden rows and columns are passed over; beyond the last ones there is more room.
  spots(values) {
    const { rows, columns } = this.grid.area;
    this.corner = { row: rows[0], column: columns[0] };
    if (values.length === 1 && values[0].length === 1) {
      return rows.flatMap((row) => columns.map((column) => ({ row, column, value: values[0][0] })));
    }
    const { order, data } = this.grid;
    const down = along(order, rows[0], data.rowCount);
    const right = along(this.grid.columns.map((c) => c.index), columns[0], data.columns.length);
    return values.flatMap((line, y) => line.map((value, x) => ({ row: down(y), column: right(x), value })));
  }
}

// The place so many steps after a first one, through those in sight and then beyond the end.
const along = (order, first, end) => {
  const from = order.indexOf(first);
  return (step) => order[from + step] ?? end + from + step - order.length;
};

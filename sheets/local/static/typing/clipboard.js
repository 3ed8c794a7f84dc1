// Copies and cuts what is selected, and pastes what was copied here, in Excel or in LibreOffice.
import * as clip from "./clip.js";
import * as tsv from "./tsv.js";
import { ask, say } from "../words.js";

const MANY = 500;

export class Clipboard {
  constructor(grid, editor, saving, allowed) {
    Object.assign(this, { grid, editor, saving, allowed, cutCells: null });
    grid.root.addEventListener("copy", (event) => this.copy(event));
    grid.root.addEventListener("cut", (event) => this.copy(event, true));
    grid.root.addEventListener("paste", (event) => this.paste(event));
  }

  // What is cut goes away when it is pasted: until then it is only marked.
  copy(event, cut = false) {
    if (this.editor.open) return;
    const { grid } = this;
    const { rows, columns } = grid.filled;
    const cells = rows.map((row) =>
      columns.map((column) => ({ text: grid.cell(row, column).text, edit: grid.editable(row, column) })),
    );
    const origin = {
      book: document.body.dataset.id,
      gid: grid.data.gid,
      cut: cut ? crypto.randomUUID?.() ?? String(Math.random()) : null,
      rows: rows.map((row) => ({ row, id: grid.rowId(row) })),
      columns: columns.map((column) => ({ column, header: grid.header(column) })),
    };
    const { text, html } = clip.written(origin, cells);
    event.clipboardData.setData("text/plain", text);
    event.clipboardData.setData("text/html", html);
    event.preventDefault();
    this.cutCells = null;
    if (cut) this.cutCells = { token: origin.cut, gid: grid.data.gid, cells: this.emptied(rows, columns) };
    grid.cutArea = cut ? { from: { ...grid.at }, to: { ...grid.end } } : null;
    grid.mark();
  }

  // Nothing is cut any more; true where something was.
  forgetCut() {
    if (!this.cutCells) return false;
    this.cutCells = this.grid.cutArea = null;
    this.grid.mark();
    return true;
  }

  emptied(rows, columns) {
    const { grid } = this;
    const cells = rows.flatMap((row) => columns.map((column) => ({ row, column, value: "" })));
    return cells
      .filter(({ row, column }) => grid.editable(row, column))
      .map((cell) => ({
        ...cell,
        id: grid.rowId(cell.row),
        header: grid.header(cell.column),
        was: grid.editable(cell.row, cell.column),
      }));
  }

  async clear() {
    const { rows, columns } = this.grid.filled;
    const cells = this.emptied(rows, columns);
    if (cells.length && (await this.allowed(cells))) this.saving.add(cells);
  }

  async paste(event) {
    if (this.editor.open) return;
    event.preventDefault();
    const text = event.clipboardData.getData("text/plain");
    const copied = clip.read(event.clipboardData.getData("text/html"));
    const isOwn = copied?.origin.book === document.body.dataset.id;
    const values = copied ? copied.values : tsv.parse(text);
    const spots = this.spots(values);
    const cells = isOwn ? spots.map((spot) => this.withOrigin(spot, copied.origin)) : spots;
    if ((!text && !copied) || !cells.length) return;
    const cut = isOwn && this.cutCells?.token === copied.origin.cut ? this.cutCells : null;
    if (!(await this.allowed(cut?.gid === this.grid.data.gid ? [...cells, ...cut.cells] : cells))) return;
    const lost = cells.filter(({ row, column, value }) => {
      const now = this.grid.editable(row, column);
      return now && now !== value;
    });
    if (lost.length > MANY && !(await ask(say("paste_ask", { count: lost.length })))) return;
    this.save(cells, cut);
    const last = cells.at(-1);
    this.grid.stretch(this.corner, { row: Math.min(last.row, this.grid.data.rowCount - 1), column: last.column });
  }

  // What was cut is taken away in the same step, where the new cells do not lie over it.
  save(cells, cut) {
    if (!cut) return this.saving.add(cells.map(({ place, ...cell }) => cell));
    const covered = new Set(cells.map(({ row, column }) => `${row}:${column}`));
    const moved = cells.map(({ place, ...cell }) => ({ ...cell, cut: true }));
    if (cut.gid !== this.grid.data.gid) {
      this.saving.add(moved);
      this.saving.add(cut.cells, { gid: cut.gid });
    } else {
      const left = cut.cells.filter(({ row, column }) => !covered.has(`${row}:${column}`));
      this.saving.add([...moved, ...left]);
    }
    this.forgetCut();
  }

  withOrigin(spot, origin) {
    const [y, x] = spot.place;
    return { ...spot, from: { gid: origin.gid, ...origin.rows[y], ...origin.columns[x] } };
  }

  // Where the values go: {row, column, value, place: [line, number]}. They are repeated where
  // the selection is a multiple of them. Hidden rows and columns are passed over; beyond the
  // last ones there is more room.
  spots(values) {
    const { rows, columns } = this.grid.area;
    this.corner = { row: rows[0], column: columns[0] };
    const [height, width] = [values.length, Math.max(...values.map((line) => line.length))];
    const repeated = rows.length % height === 0 && columns.length % width === 0;
    const { order, data } = this.grid;
    const down = along(order, rows[0], data.rowCount);
    const right = along(this.grid.columns.map((c) => c.index), columns[0], data.columns.length);
    const [tall, wide] = repeated ? [rows.length, columns.length] : [height, width];
    const spots = [];
    for (let y = 0; y < tall; y++) {
      for (let x = 0; x < wide; x++) {
        const place = [y % height, x % width];
        const value = values[place[0]][place[1]];
        if (value !== undefined) spots.push({ row: down(y), column: right(x), value, place });
      }
    }
    return spots;
  }
}

// The place so many steps after a first one, through those in sight and then beyond the end.
const along = (order, first, end) => {
  const from = order.indexOf(first);
  return (step) => order[from + step] ?? end + from + step - order.length;
};

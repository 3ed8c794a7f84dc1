// Knows a tab's cells, which of its rows and columns are in sight, and which cells are
// selected: from `at`, where people type, to `end`.
import { Drawing, ROW } from "./drawing.js";
import { edge, lastFilled } from "./edges.js";

const asCell = (cell) => {
  if (cell === null || cell === undefined) return { text: "" };
  return typeof cell === "string" ? { text: cell } : cell;
};
const between = (index, first, last) =>
  index >= Math.min(first, last) && index <= Math.max(first, last);

export class Grid {
  constructor(root, words) {
    Object.assign(this, { root, data: null, columns: [], lines: [], order: [] });
    Object.assign(this, { at: { row: 0, column: 0 }, end: { row: 0, column: 0 } });
    // What is marked beside the selection: references of a formula, what is cut, hits.
    Object.assign(this, { outlined: null, cutArea: null, search: null, handles: null });
    this.tabbedFrom = null;
    this.drawing = new Drawing(this, root, words);
  }

  show(data) {
    const other = this.data?.gid !== data.gid;
    this.data = data;
    this.columns = data.columns
      .map((column, index) => ({ ...column, index }))
      .filter((column) => !column.hidden);
    this.arrange();
    if (other) this.root.scrollTo(0, 0);
    this.drawing.frame();
    const { end } = this;
    const tabbedFrom = other ? null : this.tabbedFrom;
    const stays = !other && this.places.has(this.at.row);
    this.select(other ? 0 : this.at.row, other ? 0 : this.at.column, { follow: false });
    // The corner across stays, unless it is out of sight now.
    const inSight = this.places.has(end.row) && this.columns.some(({ index }) => index === end.column);
    if (stays && inSight) this.end = end;
    this.tabbedFrom = tabbedFrom;
    this.mark();
    this.onselect?.(this.at, this.end);
  }

  // Which rows are in sight, in their order: the frozen ones, then the lines that scroll.
  arrange() {
    const { frozen, rowCount, hiddenRows, filteredRows } = this.data;
    const hidden = new Set([...hiddenRows, ...filteredRows]);
    [this.frozenRows, this.lines] = [[], []];
    for (let row = 0; row < rowCount; row++) {
      if (!hidden.has(row)) (row < frozen ? this.frozenRows : this.lines).push(row);
    }
    this.order = [...this.frozenRows, ...this.lines];
    this.places = new Map(this.order.map((row, place) => [row, place]));
  }

  cell(row, column) { return asCell(this.data.rows[row]?.cells[column]); }
  rule(cell) { return cell.rule === undefined ? null : this.data.rules[cell.rule]; }
  editable(row, column) { const cell = this.cell(row, column); return cell.edit ?? cell.text; }
  rowId(row) { return this.data.rows[row]?.id ?? null; }
  header(column) { return this.data.headers[column] ?? ""; }
  name({ row, column }) { return `${this.data.columns[column].name}${row + 1}`; }
  full(row, column) { return this.cell(row, column).text !== ""; }

  isCheck(row, column) {
    const cell = this.cell(row, column);
    return "checked" in cell || this.rule(cell)?.kind === "BOOLEAN";
  }

  // The A1 name of the cells between two corners.
  areaName(from, to) {
    const rows = [from, to].map(({ row }) => row).sort((a, b) => a - b);
    const columns = [from, to].map(({ column }) => column).sort((a, b) => a - b);
    const [first, last] = rows.map((row, corner) => this.name({ row, column: columns[corner] }));
    return first === last ? first : `${first}:${last}`;
  }

  guard(row, column) {
    return this.data.protected.find(
      (area) => row >= area.top && row < area.bottom && column >= area.left && column < area.right,
    );
  }

  // Shows a text at once, before the server has it.
  put(row, column, text) {
    while (this.data.rows.length <= row) this.data.rows.push(null);
    const line = (this.data.rows[row] ??= { id: null, cells: [] });
    const old = asCell(line.cells[column]);
    const cell = { text };
    for (const name of ["rule", "fill", "ink", "bold", "note"]) {
      if (old[name] !== undefined) cell[name] = old[name];
    }
    if (this.isCheck(row, column)) cell.checked = text === "TRUE";
    line.cells[column] = cell;
    this.drawing.redraw(row, column);
  }

  square$(row, column) { return this.drawing.find(row, column); }

  select(row, column, { follow = true, extend = false } = {}) {
    row = Math.max(0, Math.min(row, this.data.rowCount - 1));
    if (!this.places.has(row)) {
      row = this.order.find((beside) => beside >= row) ?? this.order.at(-1) ?? 0;
    }
    const inSight = this.columns.some(({ index }) => index === column);
    const place = { row, column: inSight ? column : (this.columns[0]?.index ?? 0) };
    // Opening the cell is no step away from where Tab began.
    if (extend || place.row !== this.at.row || place.column !== this.at.column) this.tabbedFrom = null;
    this.end = place;
    if (!extend) this.at = place;
    if (follow) this.drawing.reveal(place);
    this.mark();
    this.onselect?.(this.at, this.end);
  }

  move(down, right, { extend = false } = {}) {
    const { row, column } = this.beside(extend ? this.end : this.at, down, right);
    this.select(row, column, { extend });
  }

  // A step by Tab: Enter afterwards goes back below the column where the first one began.
  tab(step) {
    const from = this.tabbedFrom ?? this.at.column;
    this.move(0, step);
    this.tabbedFrom = from;
  }

  enter(step) {
    const column = this.tabbedFrom ?? this.at.column;
    const { row } = this.beside(this.at, step, 0);
    this.select(row, column);
  }

  // Ctrl with an arrow: to the end of the filled cells, or to the next filled one.
  edge(from, down, right) { return edge(this, from, down, right); }
  lastFilled() { return lastFilled(this); }

  // So many rows are in sight at once, less one by which the eye finds its way.
  get page() {
    const head = (this.frozenRows.length + 1) * ROW;
    return Math.max(1, Math.floor((this.root.clientHeight - head) / ROW) - 1);
  }

  // The cell so many rows and columns in sight away from another one, at most at the edge.
  beside(from, down, right) {
    const line = (this.places.get(from.row) ?? 0) + down;
    const row = this.order[Math.max(0, Math.min(line, this.order.length - 1))];
    const column = this.columns.findIndex(({ index }) => index === from.column) + right;
    const place = Math.max(0, Math.min(column, this.columns.length - 1));
    return { row, column: this.columns[place].index };
  }

  // Never takes the focus from a field in which somebody is typing.
  focus() {
    if (!this.root.querySelector(".editor")) this.root.focus({ preventScroll: true });
  }

  // Shows which cells ({from, to}) are referred to, or would be filled; null for none.
  outline(area) {
    if (area === this.outlined) return;
    this.outlined = area;
    this.mark();
  }

  // From one corner to the other; what is hidden is not in it.
  stretch(from, to) {
    this.select(from.row, from.column, { follow: false });
    this.select(to.row, to.column, { follow: false, extend: true });
  }

  stretchRows(from, to) {
    const [first, last] = [this.columns[0].index, this.columns.at(-1).index];
    this.stretch({ row: from, column: first }, { row: to, column: last });
  }

  stretchColumns(from, to) {
    const [first, last] = [this.order[0], this.order.at(-1)];
    this.stretch({ row: first, column: from }, { row: last, column: to });
  }

  get area() { return this.areaOf(this.at, this.end); }

  // The rows and columns in sight between two corners.
  areaOf(from, to) {
    const places = [from.row, to.row].map((row) => this.places.get(row) ?? 0);
    const columns = this.columns.map(({ index }) => index);
    return {
      rows: this.order.slice(Math.min(...places), Math.max(...places) + 1),
      columns: columns.filter((index) => between(index, from.column, to.column)),
    };
  }

  // The filled part of the selection: a whole column ends with the last row that holds something.
  get filled() {
    const { rows, columns } = this.area;
    const last = Math.max(this.data.rows.length - 1, this.at.row);
    return { rows: rows.filter((row) => row <= last), columns };
  }

  reveal(spot) { this.drawing.reveal(spot); }
  mark() { this.drawing.mark(); }
}

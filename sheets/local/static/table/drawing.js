// Draws a tab as a table: of long ones only the rows in sight, and of these only the ones
// that were not in sight before. A cell is a `td`, which is called a square here.
import { ColumnWindow } from "./column_window.js";

const SPARE = 6;
// So much of the window's width may stay in place; wider, and nothing could scroll.
const PINNED_SHARE = 0.6;
export const ROW = matchMedia("(pointer: coarse)").matches ? 40 : 34;
export const NUMBERS = 48;

const element = (name, values = {}) => Object.assign(document.createElement(name), values);
const between = (index, first, last) =>
  index >= Math.min(first, last) && index <= Math.max(first, last);

export class Drawing {
  constructor(grid, root, words) {
    Object.assign(this, { grid, root, words, drawn: new Map(), pins: new Map() });
    this.table = root.querySelector("table");
    this.window = new ColumnWindow(this);
    document.documentElement.style.setProperty("--row", `${ROW}px`);
    root.addEventListener("scroll", () => this.draw(), { passive: true });
    new ResizeObserver(() => this.resize()).observe(root);
  }

  get data() { return this.grid.data; }
  get numbers() { return NUMBERS; }

  resize() {
    if (!this.data) return;
    const pinned = this.pinned().size;
    if (pinned !== this.pins.size) this.frame();
    else this.draw();
  }

  width(column) { return Math.max(NUMBERS, column.width); }

  // The columns that stay in sight, with the place of each from the left.
  pinned() {
    const pins = new Map();
    let left = NUMBERS;
    for (const column of this.grid.columns) {
      if (column.index >= this.data.frozenColumns) break;
      pins.set(column.index, left);
      left += this.width(column);
    }
    return left > this.root.clientWidth * PINNED_SHARE ? new Map() : pins;
  }

  get pinnedWidth() {
    const widths = this.grid.columns.filter(({ index }) => this.pins.has(index));
    return widths.reduce((sum, column) => sum + this.width(column), NUMBERS);
  }

  frame() {
    const { columns } = this.grid;
    this.pins = this.pinned();
    const sizes = columns.map((column) => this.width(column));
    this.table.style.width = `${sizes.reduce((sum, size) => sum + size, NUMBERS)}px`;
    const widths = element("colgroup");
    widths.append(element("col", { className: "numbers" }));
    for (const [place, size] of sizes.entries()) {
      const col = element("col");
      col.style.width = `${size}px`;
      col.dataset.width = columns[place].index;
      widths.append(col);
    }
    const head = element("thead");
    this.body = element("tbody");
    for (const group of [head, this.body]) group.setAttribute("role", "rowgroup");
    this.table.replaceChildren(widths, head, this.body);
    this.root.setAttribute("aria-rowcount", this.data.rowCount);
    this.root.setAttribute("aria-colcount", this.data.columns.length);
    head.append(this.letters());
    this.head = head;
    [this.above, this.below] = [this.gap(), this.gap()];
    this.window.reset();
    this.window.follow();
    this.begin();
    this.draw();
  }

  // Draws the frozen lines; all others are drawn anew.
  begin() {
    while (this.head.rows.length > 1) this.head.rows[1].remove();
    for (const [place, row] of this.grid.frozenRows.entries()) {
      const line = this.line(row);
      line.classList.add("frozen");
      line.style.setProperty("--at", place);
      this.head.append(line);
      this.markIn(line);
    }
    this.drawn.clear();
    this.body.replaceChildren(this.above, this.below);
    [this.first, this.last] = [-1, -1];
  }

  letters() {
    const line = element("tr");
    line.setAttribute("role", "row");
    line.append(element("th", { className: "corner" }));
    let before = -1;
    for (const column of this.grid.columns) {
      const square = element("th", { textContent: column.name });
      square.dataset.letter = column.index;
      square.setAttribute("role", "columnheader");
      square.setAttribute("aria-colindex", column.index + 1);
      if (this.data.filter) square.append(this.funnel(column));
      square.append(element("span", { className: "widen" }));
      square.classList.toggle("after-hidden", column.index > before + 1);
      this.pin(square, column.index);
      line.append(square);
      before = column.index;
    }
    return line;
  }

  funnel(column) {
    const on = (this.data.filter.columns[column.index] ?? []).length > 0;
    const button = element("button", { tabIndex: -1 });
    button.className = on ? "funnel on" : "funnel";
    button.textContent = on ? "▼" : "▽";
    button.dataset.filter = column.index;
    const name = this.data.headers[column.index] || column.name;
    button.setAttribute("aria-label", `${this.words.filter_column}: ${name}`);
    return button;
  }

  // Draws what has come into sight, and takes away what has gone out of it.
  draw() {
    if (!this.data || !this.body) return;
    if (this.window.follow()) this.begin();
    const { lines } = this.grid;
    const from = Math.max(0, Math.floor(this.root.scrollTop / ROW) - SPARE);
    const shown = Math.ceil(this.root.clientHeight / ROW) + 2 * SPARE;
    const to = Math.min(lines.length, from + shown);
    if (from === this.first && to === this.last) return;
    [this.first, this.last] = [from, to];
    const rows = lines.slice(from, to);
    const inSight = new Set(rows);
    for (const [row, line] of this.drawn) {
      if (inSight.has(row)) continue;
      line.remove();
      this.drawn.delete(row);
    }
    let before = this.above;
    for (const row of rows) {
      let line = this.drawn.get(row);
      if (!line) {
        line = this.line(row);
        before.after(line);
        this.drawn.set(row, line);
        this.markIn(line);
      }
      before = line;
    }
    this.above.style.height = `${from * ROW}px`;
    this.below.style.height = `${(lines.length - to) * ROW}px`;
    this.markActive();
  }

  gap() {
    const line = element("tr", { className: "gap" });
    line.setAttribute("role", "presentation");
    return line;
  }

  // Stands for columns that are out of sight.
  stand(count) {
    const square = element("td", { className: "gap", colSpan: count });
    square.setAttribute("role", "presentation");
    return square;
  }

  line(row) {
    const line = element("tr");
    line.setAttribute("role", "row");
    line.setAttribute("aria-rowindex", row + 1);
    const number = element("th", { textContent: row + 1 });
    number.dataset.number = row;
    number.setAttribute("role", "rowheader");
    const place = this.grid.places.get(row);
    const before = place > 0 ? this.grid.order[place - 1] : -1;
    number.classList.toggle("after-hidden", row > before + 1);
    const squares = this.window.squares((column) => this.square(row, column.index), (count) => this.stand(count));
    line.append(number, ...squares);
    return line;
  }

  square(row, column) {
    const cell = this.grid.cell(row, column);
    const square = element("td", { id: `c${row}-${column}` });
    Object.assign(square.dataset, { row, column });
    square.setAttribute("role", "gridcell");
    square.setAttribute("aria-colindex", column + 1);
    const rule = this.grid.rule(cell);
    if (this.grid.isCheck(row, column)) this.box(square, cell, row, column);
    else square.textContent = cell.text;
    if (cell.text.length > 12) square.title = cell.text;
    square.classList.toggle("number", cell.number !== undefined);
    for (const name of ["bold", "wrong"]) square.classList.toggle(name, Boolean(cell[name]));
    square.classList.toggle("choice", Boolean(rule?.options));
    square.classList.toggle("guarded", Boolean(this.grid.guard(row, column)));
    if (cell.note) {
      square.classList.add("noted");
      square.title = cell.note;
      square.setAttribute("aria-description", `${this.words.note}: ${cell.note}`);
    }
    if (cell.fill) square.classList.add("filled"), square.style.setProperty("--fill", cell.fill);
    if (cell.ink) square.classList.add("inked"), square.style.setProperty("--ink-own", cell.ink);
    this.pin(square, column);
    return square;
  }

  box(square, cell, row, column) {
    const box = element("input", { type: "checkbox", tabIndex: -1 });
    box.checked = Boolean(cell.checked);
    box.setAttribute("aria-label", this.grid.name({ row, column }));
    square.append(box);
    square.classList.add("check");
  }

  pin(square, column) {
    if (!this.pins.has(column)) return;
    square.classList.add("pinned");
    square.style.left = `${this.pins.get(column)}px`;
  }

  redraw(row, column) {
    const old = this.find(row, column);
    if (!old) return;
    const square = this.square(row, column);
    old.replaceWith(square);
    this.markIn(square.parentElement);
    this.markActive();
  }

  find(row, column) { return document.getElementById(`c${row}-${column}`); }

  // Where a square lies in what scrolls; null for one that is not drawn.
  place(row, column) {
    const square = this.find(row, column);
    if (!square) return null;
    const [inner, outer] = [square.getBoundingClientRect(), this.root.getBoundingClientRect()];
    return {
      left: inner.left - outer.left - this.root.clientLeft + this.root.scrollLeft,
      top: inner.top - outer.top - this.root.clientTop + this.root.scrollTop,
      width: inner.width,
      height: inner.height,
    };
  }

  // Scrolls until a cell is in sight.
  reveal({ row, column }) {
    const { root } = this;
    const place = this.grid.places.get(row) - this.grid.frozenRows.length;
    const head = (this.grid.frozenRows.length + 1) * ROW;
    if (place >= 0) {
      const top = place * ROW;
      const high = root.clientHeight - head - ROW;
      if (top < root.scrollTop) root.scrollTop = top;
      else if (top > root.scrollTop + high) root.scrollTop = top - high;
    }
    const extent = this.window.extent(column);
    if (extent && !this.pins.has(column)) {
      const left = extent.left + NUMBERS - this.pinnedWidth;
      const right = extent.left + NUMBERS + extent.width - root.clientWidth;
      if (left < root.scrollLeft) root.scrollLeft = left;
      else if (right > root.scrollLeft) root.scrollLeft = right;
    }
    this.draw();
  }

  mark() {
    this.markIn(this.table);
    const { at, end } = this.grid;
    for (const letter of this.table.querySelectorAll("[data-letter]"))
      letter.classList.toggle("lit", between(Number(letter.dataset.letter), at.column, end.column));
    this.markActive();
  }

  // Which squares are selected, outlined, hits of the search.
  markIn(part) {
    const { at, end, outlined, cutArea, search } = this.grid;
    const within = (row, column, area) =>
      between(row, area.from.row, area.to.row) && between(column, area.from.column, area.to.column);
    const selected = { from: at, to: end };
    for (const square of part.querySelectorAll("td[data-row]")) {
      const [row, column] = [Number(square.dataset.row), Number(square.dataset.column)];
      const inside = within(row, column, selected);
      const { classList } = square;
      classList.toggle("outlined", outlined !== null && within(row, column, outlined));
      classList.toggle("cut", cutArea !== null && within(row, column, cutArea));
      classList.toggle("hit", search !== null && search.has(row, column));
      classList.toggle("in", inside);
      classList.toggle("selected", row === at.row && column === at.column);
      if (inside) square.setAttribute("aria-selected", "true");
      else square.removeAttribute("aria-selected");
    }
    for (const number of part.querySelectorAll("[data-number]"))
      number.classList.toggle("lit", between(Number(number.dataset.number), at.row, end.row));
  }

  // The cell that screen readers speak of, and the handles at the corners of the selection.
  markActive() {
    const { end, handles } = this.grid;
    const active = this.find(end.row, end.column);
    if (active) this.root.setAttribute("aria-activedescendant", active.id);
    else this.root.removeAttribute("aria-activedescendant");
    handles?.put();
  }
}

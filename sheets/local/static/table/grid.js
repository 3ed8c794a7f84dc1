// Draws a tab as a table, of long ones only the rows in sight; knows which cells are selected.
export const ROW = matchMedia("(pointer: coarse)").matches ? 40 : 34;
const SPARE = 12;
const NUMBERS = 48;
const asCell = (cell) => (cell === null || cell === undefined ? { text: "" } : typeof cell === "string" ? { text: cell } : cell);
const made = (name, values = {}) => Object.assign(document.createElement(name), values);
const between = (at, one, other) => at >= Math.min(one, other) && at <= Math.max(one, other);

export class Grid {
  constructor(root, words) {
    Object.assign(this, { root, words, data: null, at: { row: 0, column: 0 }, end: { row: 0, column: 0 }, outlined: null });
    this.table = root.querySelector("table");
    document.documentElement.style.setProperty("--row", `${ROW}px`);
    root.addEventListener("scroll", () => this.draw(), { passive: true });
    new ResizeObserver(() => this.draw()).observe(root);
  }

  show(data) {
    const other = this.data?.gid !== data.gid;
    this.data = data;
    this.columns = data.columns.map((column, index) => ({ ...column, index })).filter((column) => !column.hidden);
    this.arrange();
    if (other) this.root.scrollTo(0, 0);
    this.frame();
    const keep = other ? { row: 0, column: 0 } : this.end;
    this.select(other ? 0 : this.at.row, other ? 0 : this.at.column, { follow: false });
    if (keep.row < data.rowCount && keep.column < data.columns.length) this.end = keep;
    this.mark();
  }

  // Which rows are in sight, in their order: the frozen ones, then the lines that scroll.
  arrange() {
    const { frozen, rowCount, hiddenRows, filteredRows } = this.data;
    const hidden = new Set([...hiddenRows, ...filteredRows]);
    this.lines = [];
    for (let row = frozen; row < rowCount; row++) if (!hidden.has(row)) this.lines.push(row);
    this.order = [...Array(frozen).keys(), ...this.lines];
    this.places = new Map(this.order.map((row, place) => [row, place]));
  }

  frame() {
    const sizes = this.columns.map((column) => Math.max(NUMBERS, column.width));
    this.table.style.width = `${sizes.reduce((sum, size) => sum + size, NUMBERS)}px`;
    const widths = made("colgroup");
    widths.append(made("col", { className: "numbers" }));
    for (const size of sizes) widths.append(Object.assign(made("col"), { style: `width:${size}px` }));
    const head = made("thead");
    this.table.replaceChildren(widths, head, made("tbody"));
    this.root.setAttribute("aria-rowcount", this.data.rowCount);
    this.root.setAttribute("aria-colcount", this.data.columns.length);
    head.append(this.letters());
    for (let row = 0; row < this.data.frozen; row++) {
      const line = this.line(row);
      line.classList.add("frozen");
      line.style.setProperty("--at", row);
      head.append(line);
    }
    this.first = -1;
    this.draw();
  }

  letters() {
    const line = made("tr");
    line.setAttribute("role", "row");
    const letter = (column) => {
      const square = made("th", { textContent: column.name });
      square.dataset.letter = column.index;
      square.setAttribute("role", "columnheader");
      if (this.data.filter) square.append(this.funnel(column));
      return square;
    };
    line.append(made("th", { className: "corner" }), ...this.columns.map(letter));
    return line;
  }

  funnel(column) {
    const on = (this.data.filter.columns[column.index] ?? []).length > 0;
    const button = made("button", { className: on ? "funnel on" : "funnel", textContent: on ? "▼" : "▽", tabIndex: -1 });
    button.dataset.filter = column.index;
    button.setAttribute("aria-label", `${this.words.filter_column}: ${this.data.headers[column.index] || column.name}`);
    return button;
  }

  draw() {
    if (!this.data) return;
    const from = Math.max(0, Math.floor(this.root.scrollTop / ROW) - SPARE);
    const to = Math.min(this.lines.length, from + Math.ceil(this.root.clientHeight / ROW) + 2 * SPARE);
    if (from === this.first && to === this.last) return;
    [this.first, this.last] = [from, to];
    const body = this.table.tBodies[0];
    body.replaceChildren(
      this.gap(from), ...this.lines.slice(from, to).map((row) => this.line(row)), this.gap(this.lines.length - to),
    );
    this.mark();
  }

  gap(count) {
    const line = made("tr", { className: "gap" });
    line.style.height = `${count * ROW}px`;
    return line;
  }

  line(row) {
    const line = made("tr");
    line.setAttribute("role", "row");
    line.setAttribute("aria-rowindex", row + 1);
    const number = made("th", { textContent: row + 1 });
    number.dataset.number = row;
    number.setAttribute("role", "rowheader");
    line.append(number, ...this.columns.map((column) => this.square(row, column.index)));
    return line;
  }

  square(row, column) {
    const cell = this.cell(row, column);
    const square = made("td", { id: `c${row}-${column}` });
    Object.assign(square.dataset, { row, column });
    square.setAttribute("role", "gridcell");
    square.setAttribute("aria-colindex", column + 1);
    const rule = this.rule(cell);
    if (rule?.kind === "BOOLEAN" || "checked" in cell) {
      const box = made("input", { type: "checkbox", tabIndex: -1, checked: Boolean(cell.checked) });
      box.setAttribute("aria-label", `${this.data.columns[column].name}${row + 1}`);
      square.append(box);
      square.classList.add("check");
    } else {
      square.textContent = cell.text;
      if (cell.text.length > 12) square.title = cell.text;
    }
    for (const name of ["number", "bold", "wrong"]) square.classList.toggle(name, Boolean(cell[name]));
    square.classList.toggle("choice", Boolean(rule?.options));
    square.classList.toggle("guarded", Boolean(this.guard(row, column)));
    if (cell.note) square.classList.add("noted"), (square.title = cell.note);
    if (cell.fill) square.classList.add("filled"), square.style.setProperty("--fill", cell.fill);
    if (cell.ink) square.classList.add("inked"), square.style.setProperty("--ink-own", cell.ink);
    return square;
  }

  cell(row, column) { return asCell(this.data.rows[row]?.cells[column]); }
  rule(cell) { return cell.rule === undefined ? null : this.data.rules[cell.rule]; }
  editable(row, column) { const cell = this.cell(row, column); return cell.edit ?? cell.text; }
  rowId(row) { return this.data.rows[row]?.id ?? null; }
  header(column) { return this.data.headers[column] ?? ""; }
  name({ row, column }) { return `${this.data.columns[column].name}${row + 1}`; }

  // The A1 name of the cells between two corners.
  areaName(from, to) {
    const corners = [from, to].map(({ row }) => row).sort((a, b) => a - b);
    const columns = [from, to].map(({ column }) => column).sort((a, b) => a - b);
    const [first, last] = corners.map((row, corner) => this.name({ row, column: columns[corner] }));
    return first === last ? first : `${first}:${last}`;
  }

  guard(row, column) {
    return this.data.protected.find((p) => row >= p.top && row < p.bottom && column >= p.left && column < p.right);
  }

  // Shows a text at once, before the server has it.
  put(row, column, text) {
    while (this.data.rows.length <= row) this.data.rows.push(null);
    const line = (this.data.rows[row] ??= { id: null, cells: [] });
    const old = asCell(line.cells[column]);
    const { rule, fill, ink, bold } = old;
    const kept = { ...(rule !== undefined && { rule }), ...(fill && { fill }), ...(ink && { ink }), ...(bold && { bold }) };
    const box = "checked" in old || this.rule(old)?.kind === "BOOLEAN";
    line.cells[column] = { text, ...kept, ...(box && { checked: text === "TRUE" }) };
    this.square$(row, column)?.replaceWith(this.square(row, column));
  }

  square$(row, column) { return document.getElementById(`c${row}-${column}`); }

  select(row, column, { follow = true, extend = false } = {}) {
    row = Math.max(0, Math.min(row, this.data.rowCount - 1));
    if (!this.places.has(row)) row = this.order.find((other) => other >= row) ?? this.order.at(-1) ?? 0;
    const known = this.columns.some((c) => c.index === column);
    const place = { row, column: known ? column : (this.columns[0]?.index ?? 0) };
    this.end = place;
    if (!extend) this.at = place;
    if (follow) this.reveal(place);
    this.mark();
    this.onselect?.(this.at, this.end);
  }

  move(down, right, { extend = false } = {}) {
    const { row, column } = this.beside(extend ? this.end : this.at, down, right);
    this.select(row, column, { extend });
  }

  // The cell so many rows and columns in sight away from another one, at most at the edge.
  beside(from, down, right) {
    const line = (this.places.get(from.row) ?? 0) + down;
    const row = this.order[Math.max(0, Math.min(line, this.order.length - 1))];
    const column = this.columns.findIndex(({ index }) => index === from.column) + right;
    return { row, column: this.columns[Math.max(0, Math.min(column, this.columns.length - 1))].index };
  }

  // Never takes the focus from a field in which somebody is typing.
  focus() {
    if (!this.root.querySelector(".editor")) this.root.focus({ preventScroll: true });
  }

  // Shows which cells ({from, to}) the formula that is being typed refers to; null for none.
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

  stretchRows(from, to) { this.stretch({ row: from, column: this.columns[0].index }, { row: to, column: this.columns.at(-1).index }); }
  stretchColumns(from, to) { this.stretch({ row: this.order[0], column: from }, { row: this.order.at(-1), column: to }); }

  get area() {
    const rows = [this.places.get(this.at.row), this.places.get(this.end.row)].map((place) => place ?? 0);
    return {
      rows: this.order.slice(Math.min(...rows), Math.max(...rows) + 1),
      columns: this.columns.map((c) => c.index).filter((index) => between(index, this.at.column, this.end.column)),
    };
  }

  // The filled part of the selection: a whole column ends with the last row that holds something.
  get filled() {
    const { rows, columns } = this.area;
    const last = Math.max(this.data.rows.length - 1, this.at.row);
    return { rows: rows.filter((row) => row <= last), columns };
  }

  reveal(spot) {
    const place = this.places.get(spot.row) - this.data.frozen;
    const head = (this.data.frozen + 1) * ROW;
    if (place >= 0) {
      const top = place * ROW;
      const high = this.root.clientHeight - head - ROW;
      if (top < this.root.scrollTop) this.root.scrollTop = top;
      else if (top > this.root.scrollTop + high) this.root.scrollTop = top - high;
    }
    this.draw();
    const square = this.square$(spot.row, spot.column);
    if (!square) return;
    const left = square.offsetLeft - NUMBERS;
    const right = square.offsetLeft + square.offsetWidth - this.root.clientWidth;
    if (left < this.root.scrollLeft) this.root.scrollLeft = left;
    else if (right > this.root.scrollLeft) this.root.scrollLeft = right;
  }

  mark() {
    const { at, end, outlined } = this;
    const within = ({ row, column }, from, to) => between(Number(row), from.row, to.row) && between(Number(column), from.column, to.column);
    for (const square of this.table.querySelectorAll("td")) {
      const { row, column } = square.dataset;
      const inside = within(square.dataset, at, end);
      square.classList.toggle("outlined", outlined !== null && within(square.dataset, outlined.from, outlined.to));
      square.classList.toggle("in", inside);
      square.classList.toggle("selected", Number(row) === at.row && Number(column) === at.column);
      if (inside) square.setAttribute("aria-selected", "true");
      else square.removeAttribute("aria-selected");
    }
    for (const number of this.table.querySelectorAll("[data-number]"))
      number.classList.toggle("lit", between(Number(number.dataset.number), at.row, end.row));
    for (const letter of this.table.querySelectorAll("[data-letter]"))
      letter.classList.toggle("lit", between(Number(letter.dataset.letter), at.column, end.column));
    this.root.setAttribute("aria-activedescendant", this.square$(end.row, end.column)?.id ?? "");
  }
}

// Draws a tab as a table, of long ones only the rows in sight; knows which cell is selected.
export const ROW = 34;
const SPARE = 12;
const NUMBERS = 48;
const asCell = (cell) => (cell === null || cell === undefined ? { text: "" } : typeof cell === "string" ? { text: cell } : cell);

export class Grid {
  constructor(root) {
    this.root = root;
    this.table = root.querySelector("table");
    this.at = { row: 0, column: 0 };
    this.data = null;
    root.addEventListener("scroll", () => this.draw(), { passive: true });
    new ResizeObserver(() => this.draw()).observe(root);
  }

  show(data) {
    const other = this.data?.gid !== data.gid;
    this.data = data;
    this.columns = data.columns.map((column, index) => ({ ...column, index })).filter((column) => !column.hidden);
    const hidden = new Set(data.hiddenRows);
    this.lines = [];
    for (let row = data.frozen; row < data.rowCount; row++) if (!hidden.has(row)) this.lines.push(row);
    if (other) this.root.scrollTo(0, 0);
    this.frame();
    this.select(this.at.row, this.at.column, { follow: false });
  }

  frame() {
    const sizes = this.columns.map((column) => Math.max(NUMBERS, column.width));
    const widths = sizes.map((size) => `<col style="width:${size}px">`).join("");
    this.table.style.width = `${sizes.reduce((sum, size) => sum + size, NUMBERS)}px`;
    this.table.innerHTML = `<colgroup><col class="numbers">${widths}</colgroup><thead></thead><tbody></tbody>`;
    const head = this.table.tHead;
    const letters = head.insertRow();
    letters.innerHTML = `<th class="corner"></th>${this.columns.map((c) => `<th data-letter="${c.index}">${c.name}</th>`).join("")}`;
    for (let row = 0; row < this.data.frozen; row++) {
      const line = this.line(row);
      line.classList.add("frozen");
      line.style.setProperty("--at", row);
      head.append(line);
    }
    this.first = -1;
    this.draw();
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
    const line = document.createElement("tr");
    line.className = "gap";
    line.style.height = `${count * ROW}px`;
    return line;
  }

  line(row) {
    const line = document.createElement("tr");
    const number = document.createElement("th");
    number.textContent = row + 1;
    line.append(number, ...this.columns.map((column) => this.square(row, column.index)));
    return line;
  }

  square(row, column) {
    const cell = this.cell(row, column);
    const square = document.createElement("td");
    Object.assign(square.dataset, { row, column });
    square.id = `c${row}-${column}`;
    square.setAttribute("role", "gridcell");
    const rule = this.rule(cell);
    if (rule?.kind === "BOOLEAN" || "checked" in cell) {
      square.innerHTML = `<input type="checkbox" tabindex="-1" ${cell.checked ? "checked" : ""}>`;
      square.firstChild.setAttribute("aria-label", `${this.data.columns[column].name}${row + 1}`);
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

  guard(row, column) {
    return this.data.protected.find((p) => row >= p.top && row < p.bottom && column >= p.left && column < p.right);
  }

  put(row, column, text) {
    while (this.data.rows.length <= row) this.data.rows.push(null);
    const line = (this.data.rows[row] ??= { id: null, cells: [] });
    const { rule, fill, bold } = asCell(line.cells[column]);
    line.cells[column] = { text, ...(rule !== undefined && { rule }), ...(fill && { fill }), ...(bold && { bold }) };
    this.square$(row, column)?.replaceWith(this.square(row, column));
    this.mark();
  }

  square$(row, column) { return document.getElementById(`c${row}-${column}`); }

  select(row, column, { follow = true } = {}) {
    row = Math.max(0, Math.min(row, this.data.rowCount - 1));
    const known = this.columns.some((c) => c.index === column);
    this.at = { row, column: known ? column : (this.columns[0]?.index ?? 0) };
    if (follow) this.reveal();
    this.mark();
    this.onselect?.(this.at);
  }

  move(down, right) {
    const order = [...Array(this.data.frozen).keys(), ...this.lines];
    const place = order.indexOf(this.at.row) + down;
    const row = order[Math.max(0, Math.min(place, order.length - 1))];
    const column = this.columns.findIndex((c) => c.index === this.at.column) + right;
    this.select(row, this.columns[Math.max(0, Math.min(column, this.columns.length - 1))].index);
  }

  reveal() {
    const place = this.lines.indexOf(this.at.row);
    const head = (this.data.frozen + 1) * ROW;
    if (place >= 0) {
      const top = place * ROW;
      const high = this.root.clientHeight - head - ROW;
      if (top < this.root.scrollTop) this.root.scrollTop = top;
      else if (top > this.root.scrollTop + high) this.root.scrollTop = top - high;
    }
    this.draw();
    const square = this.square$(this.at.row, this.at.column);
    if (!square) return;
    const left = square.offsetLeft - NUMBERS;
    const right = square.offsetLeft + square.offsetWidth - this.root.clientWidth;
    if (left < this.root.scrollLeft) this.root.scrollLeft = left;
    else if (right > this.root.scrollLeft) this.root.scrollLeft = right;
  }

  mark() {
    for (const old of this.table.querySelectorAll(".selected, .lit")) old.classList.remove("selected", "lit");
    const square = this.square$(this.at.row, this.at.column);
    square?.classList.add("selected");
    square?.parentNode.firstChild.classList.add("lit");
    this.table.querySelector(`[data-letter="${this.at.column}"]`)?.classList.add("lit");
    this.root.setAttribute("aria-activedescendant", square?.id ?? "");
  }
}

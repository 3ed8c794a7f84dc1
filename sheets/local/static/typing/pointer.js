// The mouse and the finger on the table: choosing cells, rows and columns, ticking, opening; putting references into a formula.
export class Pointer {
  constructor(grid, editor, on) {
    Object.assign(this, { grid, editor, on, again: false, dragging: false, finger: false, corner: null });
    const { root } = grid;
    root.addEventListener("pointerdown", (event) => this.down(event));
    root.addEventListener("mousedown", (event) => this.hold(event));
    root.addEventListener("pointermove", (event) => this.drag(event));
    addEventListener("pointerup", () => Object.assign(this, { dragging: false, corner: null }));
    root.addEventListener("click", (event) => this.click(event));
    root.addEventListener("contextmenu", (event) => this.menu(event));
  }

  spot(square) { return { row: Number(square.dataset.row), column: Number(square.dataset.column) }; }

  down(event) {
    this.finger = event.pointerType !== "mouse";
    const square = event.target.closest("td[data-row]");
    if (!square || event.button !== 0 || !this.grid.data || this.editor.expectsReference) return;
    const { row, column } = this.spot(square);
    const { at, end } = this.grid;
    this.again = !event.shiftKey && row === at.row && column === at.column && end.row === row && end.column === column;
    if (this.finger) return; // a finger that moves scrolls; its tap is a click
    this.dragging = true;
    if (!this.again) this.grid.select(row, column, { follow: false, extend: event.shiftKey });
  }

  // The mouse and a finger's tap both end in "mousedown", and there the field would lose the focus, and so be saved.
  hold(event) {
    const { editor } = this;
    if (event.button !== 0 || !event.target.closest("table") || !editor.expectsReference) return;
    event.preventDefault();
    const [square, letter] = [event.target.closest("td[data-row]"), event.target.closest("[data-letter]")];
    if (letter) return this.referToColumn(Number(letter.dataset.letter));
    if (!square) return;
    const spot = this.spot(square);
    const corner = (event.shiftKey && editor.openReference?.from) || spot;
    editor.point(corner, spot);
    if (!this.finger) this.corner = corner;
  }

  referToColumn(column) {
    const { order, data } = this.grid;
    const { name } = data.columns[column];
    this.editor.point({ row: order[0], column }, { row: order.at(-1), column }, `${name}:${name}`);
  }

  drag(event) {
    if (!(this.dragging || this.corner) || !(event.buttons & 1)) return;
    const square = document.elementFromPoint(event.clientX, event.clientY)?.closest("td[data-row]");
    if (!square) return;
    if (this.corner && this.editor.expectsReference) return this.editor.point(this.corner, this.spot(square));
    const { row, column } = this.spot(square);
    if (row === this.grid.end.row && column === this.grid.end.column) return;
    this.again = false;
    this.grid.select(row, column, { extend: true });
  }

  click(event) {
    const { target, shiftKey } = event;
    if (this.editor.open) return target.type === "checkbox" && event.preventDefault(); // it was a reference
    if (target.dataset.filter) return this.on.filter(Number(target.dataset.filter));
    const { grid } = this;
    const [number, letter] = [target.closest("[data-number]"), target.closest("[data-letter]")];
    if (number) grid.stretchRows(shiftKey ? grid.at.row : Number(number.dataset.number), Number(number.dataset.number));
    else if (letter) grid.stretchColumns(shiftKey ? grid.at.column : Number(letter.dataset.letter), Number(letter.dataset.letter));
    else if (target.closest(".corner")) grid.stretchColumns(grid.columns[0].index, grid.columns.at(-1).index);
    else return this.cell(event);
    grid.focus();
  }

  cell(event) {
    const square = event.target.closest("td[data-row]");
    if (!square) return;
    const { row, column } = this.spot(square);
    if (event.pointerType !== "mouse") this.grid.select(row, column, { follow: false, extend: event.shiftKey });
    this.grid.focus();
    if (event.target.type === "checkbox") event.preventDefault(), this.on.toggle();
    else if (this.again) this.on.edit();
  }

  menu(event) {
    event.preventDefault();
    const square = event.target.closest("td[data-row]");
    if (square && !square.classList.contains("in")) this.grid.select(...Object.values(this.spot(square)), { follow: false });
    this.on.menu(event.clientX, event.clientY);
  }
}

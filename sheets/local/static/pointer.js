// The mouse and the finger on the table: choosing cells, rows and columns, ticking, opening.
export class Pointer {
  constructor(grid, editor, on) {
    Object.assign(this, { grid, editor, on, again: false, dragging: false });
    const { root } = grid;
    root.addEventListener("pointerdown", (event) => this.down(event));
    root.addEventListener("pointermove", (event) => this.drag(event));
    addEventListener("pointerup", () => (this.dragging = false));
    root.addEventListener("click", (event) => this.click(event));
    root.addEventListener("contextmenu", (event) => this.menu(event));
  }

  spot(square) { return { row: Number(square.dataset.row), column: Number(square.dataset.column) }; }

  down(event) {
    const square = event.target.closest("td[data-row]");
    if (!square || event.button !== 0 || !this.grid.data) return;
    const { row, column } = this.spot(square);
    const { at, end } = this.grid;
    this.again = !event.shiftKey && row === at.row && column === at.column && end.row === row && end.column === column;
    if (event.pointerType !== "mouse") return; // a finger that moves scrolls; its tap is a click
    this.dragging = true;
    if (!this.again) this.grid.select(row, column, { follow: false, extend: event.shiftKey });
  }

  drag(event) {
    if (!this.dragging || !(event.buttons & 1)) return;
    const square = document.elementFromPoint(event.clientX, event.clientY)?.closest("td[data-row]");
    if (!square) return;
    const { row, column } = this.spot(square);
    if (row === this.grid.end.row && column === this.grid.end.column) return;
    this.again = false;
    this.grid.select(row, column, { extend: true });
  }

  click(event) {
    const { target, shiftKey } = event;
    if (target.dataset.filter) return this.on.filter(Number(target.dataset.filter));
    const { grid } = this;
    const [number, letter] = [target.closest("[data-number]"), target.closest("[data-letter]")];
    if (number) grid.stretchRows(shiftKey ? grid.at.row : Number(number.dataset.number), Number(number.dataset.number));
    else if (letter) grid.stretchColumns(shiftKey ? grid.at.column : Number(letter.dataset.letter), Number(letter.dataset.letter));
    else if (target.closest(".corner")) grid.stretchColumns(grid.columns[0].index, grid.columns.at(-1).index);
    else return this.cell(event);
    grid.root.focus({ preventScroll: true });
  }

  cell(event) {
    const square = event.target.closest("td[data-row]");
    if (!square || this.editor.open) return;
    const { row, column } = this.spot(square);
    if (event.pointerType !== "mouse") this.grid.select(row, column, { follow: false, extend: event.shiftKey });
    this.grid.root.focus({ preventScroll: true });
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

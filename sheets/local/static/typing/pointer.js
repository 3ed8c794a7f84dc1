// The mouse and the finger on the table: choosing cells, rows and columns, ticking, opening; putting references into a formula.
import { cellUnder, drag, spot } from "../table/drag.js";

const LONG_PRESS = 500;
// A finger never lies quite still.
const STILL = 10;

export class Pointer {
  constructor(grid, editor, on) {
    Object.assign(this, { grid, editor, on, again: false, finger: false, press: null, pressed: false });
    const { root } = grid;
    root.addEventListener("pointerdown", (event) => this.down(event));
    root.addEventListener("mousedown", (event) => this.hold(event));
    root.addEventListener("click", (event) => this.click(event));
    root.addEventListener("contextmenu", (event) => this.menu(event));
    for (const name of ["pointerup", "pointercancel", "scroll"]) root.addEventListener(name, () => this.letGo());
    root.addEventListener("pointermove", (event) => this.moved(event));
    root.addEventListener("touchend", (event) => this.release(event));
  }

  down(event) {
    this.finger = event.pointerType !== "mouse";
    this.grid.root.classList.toggle("touch", this.finger);
    this.pressed = false;
    this.again = false;
    if (event.button !== 0 || !this.grid.data || this.editor.expectsReference) return;
    if (this.finger) this.wait(event);
    if (event.target.closest(".fill-handle, .widen, .funnel")) return;
    const square = event.target.closest("td[data-row]");
    if (square) this.downOnCell(event, square);
    else if (!this.finger && !event.shiftKey) this.downOnName(event);
  }

  downOnCell(event, square) {
    const { row, column } = spot(square);
    const { at, end } = this.grid;
    const alone = row === at.row && column === at.column && end.row === row && end.column === column;
    this.again = alone && !event.shiftKey;
    if (this.finger) return; // a finger that moves scrolls; its tap is a click
    if (!this.again) this.grid.select(row, column, { follow: false, extend: event.shiftKey });
    drag(this.grid.root, event, { move: (now) => this.extend(cellUnder(now)) });
  }

  extend(place) {
    const { end } = this.grid;
    if (!place || (place.row === end.row && place.column === end.column)) return;
    this.again = false;
    this.grid.select(place.row, place.column, { extend: true, follow: false });
  }

  // Drawn over the numbers of rows, or the letters of columns: all of them are selected.
  downOnName(event) {
    const under = (now, name) => {
      const value = document.elementFromPoint(now.clientX, now.clientY)?.closest(`[data-${name}]`)?.dataset[name];
      return value === undefined ? null : Number(value);
    };
    const { number, letter } = event.target.closest("[data-number], [data-letter]")?.dataset ?? {};
    const move = (now) => {
      const row = number === undefined ? null : under(now, "number");
      const column = letter === undefined ? null : under(now, "letter");
      if (row !== null) this.grid.stretchRows(Number(number), row);
      if (column !== null) this.grid.stretchColumns(Number(letter), column);
    };
    if (number !== undefined || letter !== undefined) drag(this.grid.root, event, { move });
  }

  // A finger that stays where it is opens the menu; not every browser says so by itself.
  wait(event) {
    this.letGo();
    const { clientX, clientY, target } = event;
    const timer = setTimeout(() => {
      this.press = null;
      this.pressed = true;
      this.openMenu(target, clientX, clientY);
    }, LONG_PRESS);
    this.press = { timer, clientX, clientY };
  }

  // The finger that is lifted would close the menu again, or pick what lies under it.
  release(event) {
    if (!this.pressed) return;
    event.preventDefault();
    const { clientX, clientY } = event.changedTouches[0];
    this.on.menu(clientX, clientY);
  }

  moved({ clientX, clientY }) {
    const { press } = this;
    if (press && Math.hypot(clientX - press.clientX, clientY - press.clientY) > STILL) this.letGo();
  }

  letGo() {
    if (this.press) clearTimeout(this.press.timer);
    this.press = null;
  }

  // The mouse and a finger's tap both end in "mousedown", and there the field would lose the focus, and so be saved.
  hold(event) {
    const { editor } = this;
    if (event.button !== 0 || !event.target.closest("table") || !editor.expectsReference) return;
    event.preventDefault();
    const [square, name] = [event.target.closest("td[data-row]"), event.target.closest("[data-letter], [data-number]")];
    if (name) return this.referToAll(name.dataset);
    if (!square) return;
    const place = spot(square);
    const corner = (event.shiftKey && editor.openReference?.from) || place;
    editor.point(corner, place);
    if (this.finger) return;
    const move = (now) => {
      const next = cellUnder(now);
      if (next && editor.expectsReference) editor.point(corner, next);
    };
    // The pointer went down before this event did; it is the only mouse.
    drag(this.grid.root, Object.assign(event, { pointerId: 1 }), { move });
  }

  // A letter stands for its whole column, a number for its whole row.
  referToAll({ letter, number }) {
    const { order, data, columns } = this.grid;
    if (letter !== undefined) {
      const { name } = data.columns[letter];
      const column = Number(letter);
      return this.editor.point({ row: order[0], column }, { row: order.at(-1), column }, `${name}:${name}`);
    }
    const row = Number(number);
    const [first, last] = [columns[0].index, columns.at(-1).index];
    this.editor.point({ row, column: first }, { row, column: last }, `${row + 1}:${row + 1}`);
  }

  click(event) {
    const { target, shiftKey } = event;
    if (this.pressed || this.editor.open) return target.type === "checkbox" && event.preventDefault(); // the menu is open, or it was a reference
    if (target.dataset.filter) return this.on.filter(Number(target.dataset.filter));
    if (target.closest(".fill-handle, .widen")) return;
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
    const { row, column } = spot(square);
    if (event.pointerType !== "mouse") this.grid.select(row, column, { follow: false, extend: event.shiftKey });
    this.grid.focus();
    if (event.target.type === "checkbox") event.preventDefault(), this.on.toggle();
    // A finger's second tap edits; the mouse's second click alone might be a new selection.
    else if (this.again && (this.finger || event.detail > 1)) this.on.edit();
  }

  menu(event) {
    event.preventDefault();
    if (this.pressed) return; // the long press has opened it already
    this.letGo();
    this.pressed = this.finger;
    this.openMenu(event.target, event.clientX, event.clientY);
  }

  // What was selected stays selected when the menu is opened on it.
  openMenu(target, x, y) {
    const { grid } = this;
    const square = target.closest("td[data-row]");
    const [number, letter] = [target.closest("[data-number]"), target.closest("[data-letter]")];
    if (square && !square.classList.contains("in")) {
      const { row, column } = spot(square);
      grid.select(row, column, { follow: false });
    }
    if (number && !number.classList.contains("lit")) grid.stretchRows(...Array(2).fill(Number(number.dataset.number)));
    if (letter && !letter.classList.contains("lit")) grid.stretchColumns(...Array(2).fill(Number(letter.dataset.letter)));
    this.on.menu(x, y);
  }
}

// The small square that fills cells, and the two dots that a finger draws to select more.
import { cellUnder, drag } from "./drag.js";

const made = (className) => {
  const handle = document.createElement("span");
  handle.className = className;
  handle.setAttribute("aria-hidden", "true");
  return handle;
};

export class Handles {
  // `fill` is called with what is to be filled, {from, to}, and whether the other series is meant.
  constructor(grid, fill) {
    Object.assign(this, { grid, fill });
    this.square = made("fill-handle");
    [this.first, this.last] = [made("grip first"), made("grip last")];
    grid.handles = this;
    grid.root.addEventListener("pointerdown", (event) => this.down(event));
    grid.root.addEventListener("dblclick", (event) => this.fillDown(event));
  }

  get corners() {
    const { rows, columns } = this.grid.area;
    return [
      { row: rows[0], column: columns[0] },
      { row: rows.at(-1), column: columns.at(-1) },
    ];
  }

  // Into the squares at the corners, so that they scroll and stay with them.
  put() {
    const squares = this.corners.map(({ row, column }) => this.grid.square$(row, column));
    const placed = [[this.first, squares[0]], [this.last, squares[1]], [this.square, squares[1]]];
    for (const square of this.grid.root.querySelectorAll("td.corner-square")) {
      if (!squares.includes(square)) square.classList.remove("corner-square");
    }
    for (const [handle, square] of placed) {
      if (!square) handle.remove();
      else if (handle.parentElement !== square) square.append(handle);
      square?.classList.add("corner-square");
    }
  }

  down(event) {
    if (event.button !== 0) return;
    if (event.target === this.square) this.startFill(event);
    else if (event.target === this.first) this.startSelect(event, 1);
    else if (event.target === this.last) this.startSelect(event, 0);
  }

  // The corner across stays where it is.
  startSelect(event, across) {
    const { grid } = this;
    const fixed = this.corners[across];
    grid.stretch(fixed, this.corners[1 - across]);
    drag(grid.root, event, {
      move: (now) => {
        const place = cellUnder(now);
        if (!place || (place.row === grid.end.row && place.column === grid.end.column)) return;
        grid.select(place.row, place.column, { extend: true, follow: false });
      },
      end: () => grid.focus(),
    });
  }

  startFill(event) {
    event.preventDefault();
    const { grid } = this;
    const [first, last] = this.corners;
    let area = null;
    let alternate = false;
    const move = (now) => {
      const place = cellUnder(now);
      alternate = now.ctrlKey || now.metaKey;
      area = place ? this.filled(first, last, place) : area;
      grid.outline(area);
    };
    const end = (done) => {
      grid.outline(null);
      grid.focus();
      if (done && area) this.fill(area, { first, last }, alternate);
    };
    drag(grid.root, event, { move, end });
  }

  // The selection, longer or wider by as much as the pointer is away: whichever is more.
  filled(first, last, { row, column }) {
    const down = Math.max(row - last.row, first.row - row, 0);
    const right = Math.max(column - last.column, first.column - column, 0);
    if (!down && !right) return null;
    const [from, to] = [{ ...first }, { ...last }];
    if (down >= right) {
      from.row = Math.min(first.row, row);
      to.row = Math.max(last.row, row);
    } else {
      from.column = Math.min(first.column, column);
      to.column = Math.max(last.column, column);
    }
    return { from, to };
  }

  // A double click fills as far down as the column beside it goes.
  fillDown(event) {
    if (event.target !== this.square) return;
    const { grid } = this;
    const [first, last] = this.corners;
    const neighbours = [grid.beside(first, 0, -1).column, grid.beside(last, 0, 1).column];
    const rows = neighbours
      .filter((column) => column < first.column || column > last.column)
      .filter((column) => grid.full(last.row, column))
      .map((column) => grid.edge({ row: last.row, column }, 1, 0))
      .filter((place) => grid.full(place.row, place.column))
      .map((place) => place.row);
    const to = Math.max(last.row, ...rows);
    if (to > last.row) this.fill({ from: first, to: { row: to, column: last.column } }, { first, last }, false);
  }
}

// The widths of columns: drawn with the pointer, or, by a double click, as wide as their texts.
import { drag } from "./drag.js";
import { NUMBERS } from "./drawing.js";

const PADDING = 22;
const CHECK = 60;
const WIDEST = 600;

export class Widths {
  // `save` is called with the columns and their new width.
  constructor(grid, save) {
    Object.assign(this, { grid, save });
    grid.root.addEventListener("pointerdown", (event) => this.down(event));
    grid.root.addEventListener("dblclick", (event) => this.fit(event));
  }

  columnAt(event) {
    const handle = event.target.closest?.(".widen");
    return handle ? Number(handle.closest("[data-letter]").dataset.letter) : null;
  }

  // With several whole columns selected, all of them get the same width.
  together(column) {
    const { area, order } = this.grid;
    const whole = area.rows.length === order.length && area.columns.includes(column);
    return whole ? area.columns : [column];
  }

  down(event) {
    const column = this.columnAt(event);
    if (column === null || event.button !== 0) return;
    event.preventDefault();
    const { drawing } = this.grid;
    const before = drawing.width(this.grid.data.columns[column]);
    const whole = drawing.table.offsetWidth;
    const col = drawing.table.querySelector(`col[data-width="${column}"]`);
    let width = before;
    const move = (now) => {
      width = Math.max(NUMBERS, Math.round(before + now.clientX - event.clientX));
      col.style.width = `${width}px`;
      drawing.table.style.width = `${whole + width - before}px`;
    };
    const end = (done) => {
      if (!done) drawing.frame();
      else if (width !== before) this.save(this.together(column), width);
    };
    drag(this.grid.root, event, { move, end, scroll: false });
  }

  fit(event) {
    const column = this.columnAt(event);
    if (column !== null) this.fitColumns(this.together(column));
  }

  async fitColumns(columns) {
    for (const column of columns) await this.save([column], this.longest(column));
  }

  longest(column) {
    const pen = document.createElement("canvas").getContext("2d");
    const style = getComputedStyle(this.grid.root);
    // Bold is the widest that a text can be here.
    pen.font = `600 ${style.fontSize} ${style.fontFamily}`;
    const texts = new Set();
    for (const row of this.grid.order) {
      if (!this.grid.isCheck(row, column)) texts.add(this.grid.cell(row, column).text);
    }
    let longest = CHECK - PADDING;
    for (const text of texts) {
      for (const line of text.split("\n")) longest = Math.max(longest, pen.measureText(line).width);
    }
    const arrow = this.grid.order.some((row) => this.grid.rule(this.grid.cell(row, column))?.options);
    return Math.min(WIDEST, Math.ceil(longest) + PADDING + (arrow ? 14 : 0));
  }
}

// Which columns of a wide tab are drawn: those in sight, and some on both sides. The rest of
// a line is one square as wide as they are together.
const ALL = 60;
const SPARE = 8;

export class ColumnWindow {
  constructor(drawing) {
    Object.assign(this, { drawing, from: 0, to: 0, starts: [] });
  }

  // Called whenever columns or widths are others: nothing is drawn any more.
  reset() {
    const { drawing } = this;
    this.starts = [0];
    for (const column of drawing.grid.columns) this.starts.push(this.starts.at(-1) + drawing.width(column));
    [this.from, this.to] = [0, 0];
  }

  // Where a column in sight begins, and how wide it is; null for a hidden one.
  extent(index) {
    const { columns } = this.drawing.grid;
    const place = columns.findIndex((column) => column.index === index);
    return place < 0 ? null : { left: this.starts[place], width: this.drawing.width(columns[place]) };
  }

  // Moves to what is in sight; says whether other columns have to be drawn.
  follow() {
    const { drawing } = this;
    const { columns } = drawing.grid;
    const pinned = drawing.pins.size;
    let [first, last] = [pinned, columns.length];
    if (columns.length > ALL) {
      const left = drawing.root.scrollLeft + drawing.pinnedWidth - drawing.numbers;
      const right = drawing.root.scrollLeft + drawing.root.clientWidth - drawing.numbers;
      first = Math.max(pinned, this.placeAt(left));
      last = Math.min(columns.length, this.placeAt(right) + 1);
      if (first >= this.from && last <= this.to) return false;
      first = Math.max(pinned, first - SPARE);
      last = Math.min(columns.length, last + SPARE);
    }
    const same = first === this.from && last === this.to;
    [this.from, this.to] = [first, last];
    return !same;
  }

  // The last column that begins before a place.
  placeAt(left) {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= left) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, Math.min(low, this.starts.length - 2));
  }

  // The squares of a line: `square` makes one, `gap` what stands for so many.
  squares(square, gap) {
    const { columns } = this.drawing.grid;
    const pinned = this.drawing.pins.size;
    const parts = columns.slice(0, pinned).map(square);
    if (this.from > pinned) parts.push(gap(this.from - pinned));
    parts.push(...columns.slice(this.from, this.to).map(square));
    if (this.to < columns.length) parts.push(gap(columns.length - this.to));
    return parts;
  }
}

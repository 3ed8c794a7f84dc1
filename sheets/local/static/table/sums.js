// The line below the table: count, sum and average of what is selected.
import { words } from "../words.js";

const shown = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 4 });
// So many digits hide what binary fractions add: 0.1 + 0.2 is 0.3.
const DIGITS = 12;

// Pure: what a list of cells comes to. Dates and ticks are counted, not added.
export function summary(cells) {
  let [count, numbers, sum] = [0, 0, 0];
  for (const cell of cells) {
    if (cell.text === "") continue;
    count += 1;
    if (typeof cell.number !== "number" || cell.day) continue;
    numbers += 1;
    sum += cell.number;
  }
  return { count, numbers, sum: Number(sum.toPrecision(DIGITS)) };
}

export class Sums {
  constructor(grid, line) { Object.assign(this, { grid, line, frame: 0 }); }

  // At most once a frame: a selection that is being drawn changes faster than anybody reads.
  update() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.draw());
  }

  draw() {
    const { grid, line } = this;
    const { rows, columns } = grid.filled;
    const alone = rows.length * columns.length < 2;
    const cells = alone ? [] : rows.flatMap((row) => columns.map((column) => grid.cell(row, column)));
    const { count, numbers, sum } = summary(cells);
    const parts = [];
    if (numbers) {
      parts.push([words.sum, sum], [words.average, Number((sum / numbers).toPrecision(DIGITS))]);
    }
    if (count) parts.push([words.count, count]);
    line.replaceChildren(...parts.map(([name, value]) => part(name, shown.format(value))));
  }
}

function part(name, value) {
  const span = document.createElement("span");
  span.textContent = `${name}: ${value}`;
  return span;
}

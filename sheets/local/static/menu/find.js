// The search of the page: over all rows in sight, also those that are not drawn, which the
// browser's own search cannot see.
import { plain } from "../plain.js";
import { say, words } from "../words.js";

const WAIT = 120;
// More columns than any tab has: a cell's place as one number.
const ROOM = 20000;

export class Find {
  constructor(grid, bar) {
    Object.assign(this, { grid, bar, hits: [], places: new Set(), waiting: 0, from: null });
    this.field = bar.querySelector("input");
    this.count = bar.querySelector("span");
    this.field.addEventListener("input", () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.look(true), WAIT);
    });
    bar.addEventListener("keydown", (event) => this.key(event));
    bar.querySelector("[data-step='-1']").onclick = () => this.step(-1);
    bar.querySelector("[data-step='1']").onclick = () => this.step(1);
    bar.querySelector("[data-close]").onclick = () => this.close();
  }

  open() {
    this.bar.hidden = false;
    this.grid.search = this;
    this.from = { ...this.grid.at };
    this.field.select();
    this.field.focus();
    this.look(false);
  }

  close() {
    clearTimeout(this.waiting);
    this.bar.hidden = true;
    this.grid.search = null;
    this.grid.mark();
    this.grid.focus();
  }

  key(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && event.target === this.field) this.enter(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  }

  enter(step) {
    clearTimeout(this.waiting);
    const looked = this.looked;
    if (looked !== plain(this.field.value)) this.look(true);
    else this.step(step);
  }

  has(row, column) { return this.places.has(row * ROOM + column); }

  // What is shown has changed.
  refresh() { if (!this.bar.hidden) this.look(false); }

  // Finds all cells; with `go`, selects the first one at or behind where the search began.
  look(go) {
    const { grid } = this;
    this.looked = plain(this.field.value);
    this.hits = [];
    this.places = new Set();
    if (this.looked) this.collect();
    const next = this.hits.findIndex((hit) => !isBefore(grid, hit, this.from));
    if (go && this.hits.length) this.go(Math.max(0, next));
    else grid.mark();
    this.tell();
  }

  collect() {
    const { grid } = this;
    const columns = grid.columns.map(({ index }) => index);
    for (const row of grid.order) {
      if (!grid.data.rows[row]) continue;
      for (const column of columns) {
        const { text } = grid.cell(row, column);
        if (!text || !plain(text).includes(this.looked)) continue;
        this.hits.push({ row, column });
        this.places.add(row * ROOM + column);
      }
    }
  }

  get place() {
    const { at } = this.grid;
    return this.hits.findIndex(({ row, column }) => row === at.row && column === at.column);
  }

  // From the selected cell on, also where that is no hit; after the last comes the first.
  step(step) {
    const { hits, grid } = this;
    if (!hits.length) return;
    let place = this.place;
    if (place < 0) {
      place = hits.findIndex((hit) => !isBefore(grid, hit, grid.at));
      if (place < 0) place = hits.length;
      if (step > 0) place -= 1;
    }
    this.go((place + step + hits.length) % hits.length);
    this.tell();
  }

  go(place) {
    const { row, column } = this.hits[place];
    this.grid.select(row, column);
  }

  tell() {
    const count = this.hits.length;
    if (!this.looked) this.count.textContent = "";
    else if (!count) this.count.textContent = words.nothing_found;
    else this.count.textContent = say("hit", { place: this.place + 1 || "–", count });
  }
}

function isBefore(grid, hit, place) {
  const [line, from] = [grid.places.get(hit.row), grid.places.get(place.row) ?? 0];
  return line < from || (line === from && hit.column < place.column);
}

// What the menu does to rows, columns and tabs: asks where something would be lost, then tells the server.
import * as server from "../server.js";
import { NUMBERS, ROW } from "../table/drawing.js";
import { ask, say, tell, words } from "../words.js";

const CELLS = { row_above: "rows", row_below: "rows", row_up: "rows", row_down: "rows", delete_rows: "rows" };
const COLUMNS = ["column_left", "column_right", "move_left", "move_right", "delete_columns", "sort_up", "sort_down", "filter_column"];
for (const name of ["hide_rows", "show_rows", "freeze_rows"]) CELLS[name] = "rows";
COLUMNS.push("hide_columns", "show_columns", "freeze_columns", "width");
for (const name of COLUMNS) CELLS[name] = "columns";
// So much of the window may stay in place; more, and nothing could scroll.
const FROZEN_SHARE = 0.6;
const STEPS = { row_up: -1, row_down: 1, move_left: -1, move_right: 1 };

export class Acts {
  // `keep` is told of each change that can be undone: its tab and its token.
  constructor(grid, saving, load, keep) {
    Object.assign(this, { grid, saving, load, keep, busy: false, last: Promise.resolve() });
  }

  // `more` goes along as it is: a title, what a filter hides.
  do(name, more = {}) {
    return this.run(async () => {
      await this.saving.idle();
      await this.done(name, more);
    });
  }

  // Resolves once the last act is done: what is undone next may be that one.
  idle() { return this.last.catch(() => {}); }

  run(act) {
    this.busy = true;
    this.last = act().finally(() => (this.busy = false));
    return this.last;
  }

  async done(name, more) {
    const { grid } = this;
    const { rows, columns } = grid.area;
    const body = { act: name, gid: grid.data.gid, version: grid.data.version, ...more };
    if (CELLS[name] === "rows") body.rows = rows.map((row) => this.row(row));
    else if (CELLS[name]) body.columns = more.columns ?? columns.map((column) => this.column(column));
    if (STEPS[name] && !(body.to = this.neighbour(name, rows, columns))) return tell(words.edge, "warning");
    if (!(await this.sure(name, rows, columns)) || !(await this.titled(name, body))) return grid.focus();
    const answer = await server.send("act", body);
    await this.load(answer.gid ?? grid.data.gid);
    if (!answer.ok) return this.refused(answer);
    this.keep(grid.data.gid, answer.undo);
    tell(words.saved);
    if (typeof answer.at === "number") this.follow(CELLS[name], answer.at, STEPS[name] ? { rows, columns } : null);
    grid.focus();
  }

  // Changes cells in a way of the server's own: fills, or writes a note.
  change(path, more) {
    return this.run(() => this.changed(path, more).finally(() => this.grid.focus()));
  }

  async changed(path, more) {
    await this.saving.idle();
    const { gid, version } = this.grid.data;
    const answer = await server.send(path, { gid, version, ...more });
    if (answer.ok) this.keep(gid, answer.undo);
    await this.load(gid);
    if (!answer.ok) this.refused(answer);
    else tell(words.saved);
  }

  // Carries on what lies between two corners, in all of an area around it.
  fill({ from, to }, { first, last }, options = {}) {
    const { rows, columns } = this.grid.areaOf(from, to);
    const source = {
      rows: [rows.indexOf(first.row), rows.indexOf(last.row)],
      columns: [columns.indexOf(first.column), columns.indexOf(last.column)],
    };
    const places = {
      rows: rows.map((row) => this.row(row)),
      columns: columns.map((column) => this.column(column)),
    };
    return this.change("fill", { ...places, source, ...options });
  }

  note(text) {
    const { row, column } = this.grid.at;
    return this.change("note", { ...this.row(row), ...this.column(column), note: text });
  }

  row(row) { return { row, id: this.grid.rowId(row) }; }
  column(column) { return { column, header: this.grid.header(column) }; }

  // The row or column in sight beside what is selected; none at the edge, nor across the frozen rows.
  neighbour(name, rows, columns) {
    const { grid } = this;
    if (CELLS[name] === "columns") {
      const order = grid.columns.map((c) => c.index);
      const beside = order[order.indexOf(STEPS[name] < 0 ? columns[0] : columns.at(-1)) + STEPS[name]];
      return beside === undefined ? null : this.column(beside);
    }
    const edge = STEPS[name] < 0 ? rows[0] : rows.at(-1);
    const beside = grid.order[grid.places.get(edge) + STEPS[name]];
    const fixed = (row) => row < grid.data.frozen;
    return beside === undefined || fixed(beside) || fixed(rows[0]) ? null : this.row(beside);
  }

  async sure(name, rows, columns) {
    const { grid } = this;
    const all = name === "hide_rows" ? rows.length === grid.order.length : columns.length === grid.columns.length;
    if (name.startsWith("hide_") && all) return tell(words.all_hidden, "warning");
    if (name.startsWith("freeze_") && !this.leavesRoom(name, rows, columns)) return tell(words.too_much_frozen, "warning");
    if (name === "delete_tab" && grid.data.tabs.length < 2) return tell(words.last_tab, "warning");
    if (name === "delete_tab") return ask(say("delete_tab_ask", { tab: this.tab.title }));
    if (name === "delete_rows" && rows.length > 1) return ask(say("delete_rows_ask", { count: rows.length }));
    if (name === "delete_rows") return ask(say("delete_ask", { row: rows[0] + 1 }));
    if (name !== "delete_columns") return true;
    if (columns.length > 1) return ask(say("delete_columns_ask", { count: columns.length }));
    return ask(say("delete_column_ask", { column: grid.header(columns[0]) || grid.data.columns[columns[0]].name }));
  }

  // Whether something still scrolls when all up to here stays in place.
  leavesRoom(name, rows, columns) {
    const { grid } = this;
    if (name === "freeze_rows") return (grid.places.get(rows.at(-1)) + 2) * ROW <= grid.root.clientHeight * FROZEN_SHARE;
    const frozen = grid.columns.filter(({ index }) => index <= columns.at(-1));
    const width = frozen.reduce((sum, column) => sum + grid.drawing.width(column), NUMBERS);
    return width <= grid.root.clientWidth * FROZEN_SHARE;
  }

  get tab() { return this.grid.data.tabs.find((tab) => tab.gid === this.grid.data.gid); }

  async titled(name, body) {
    if (name !== "rename" && name !== "add_tab") return true;
    const value = name === "rename" ? this.tab.title : words.new_tab;
    body.title = await ask(words.name, { yes: words.save, value });
    return body.title;
  }

  refused(answer) {
    if (answer.tab) return tell(say("tab_gone"), "warning");
    if (answer.moved || answer.status === 410) return tell(words.moved, "warning");
    tell(answer.error?.message?.replace(/^Invalid requests\[0\]\.\w+: /, "") ?? words.offline, answer.status ? "warning" : "problem");
  }

  // Selects what was put in or moved.
  follow(kind, at, moved) {
    const { grid } = this;
    const { row, column } = grid.at;
    if (kind === "rows") {
      grid.select(at, column);
      if (moved) grid.stretch({ row: at, column: moved.columns[0] }, { row: grid.order[grid.places.get(at) + moved.rows.length - 1] ?? at, column: moved.columns.at(-1) });
    } else {
      grid.select(row, at);
      if (moved) grid.stretch({ row: moved.rows[0], column: at }, { row: moved.rows.at(-1), column: at + moved.columns.length - 1 });
    }
  }
}

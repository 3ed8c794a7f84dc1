// What has been typed waits here until the server has it. Nothing is dropped without asking.
import * as server from "../server.js";
import { ask, say, tell, words } from "../words.js";

const AGAIN = 2000;

export class Saving {
  // `keep` is told of each change that can be undone: its tab and its token.
  constructor(grid, reload, keep) {
    Object.assign(this, { grid, reload, keep, queue: [], running: false, waiting: [] });
    addEventListener("beforeunload", (event) => this.busy && event.preventDefault());
  }

  get busy() { return this.running || this.queue.length > 0; }

  // Resolves once everything has been sent.
  idle() { return this.busy ? new Promise((resolve) => this.waiting.push(resolve)) : Promise.resolve(); }

  // Cells that belong together: {row, column, value}, and `from` where one was copied. The
  // server takes all of them or none.
  add(cells, { gid = this.grid.data.gid } = {}) {
    if (!cells.length) return;
    const { grid } = this;
    const here = gid === grid.data.gid;
    const seen = ({ row, column }) => ({
      id: grid.rowId(row), was: grid.editable(row, column), header: grid.header(column),
    });
    const entries = cells.map((cell) => (here ? { ...seen(cell), ...cell } : cell));
    if (here) for (const { row, column, value } of entries) grid.put(row, column, value);
    grid.mark();
    this.queue.push({ gid, cells: entries });
    if (!this.running) this.run();
  }

  async run() {
    this.running = true;
    while (this.queue.length) {
      const [group] = this.queue;
      tell(words.saving);
      const answer = await server.send("edit", { gid: group.gid, cells: group.cells });
      if (answer.status === 0 || answer.status >= 500) {
        tell(words.offline, "problem");
        await new Promise((resolve) => setTimeout(resolve, AGAIN));
        continue;
      }
      if (answer.ok) this.saved(group, answer);
      else await this.refused(group, answer);
      if (answer.ok || !group.cells.length) this.queue.shift();
    }
    this.running = false;
    await this.reload();
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  // Later cells of the same rows and columns must know what these are called by now, and what the server made of the text:
  // "1/2" typed twice into a cell is no change by somebody else, though it reads "1/2/2026" after the first time.
  saved(group, answer) {
    tell(words.saved);
    this.keep(group.gid, answer.undo);
    const later = this.queue.slice(1).flatMap((other) => (other.gid === group.gid ? other.cells : []));
    group.cells.forEach((cell, at) => {
      const [id, header, now] = [answer.rows[at], answer.headers[at], answer.now[at]];
      for (const other of later) {
        if (other.row === cell.row && other.column === cell.column && other.was === cell.value) other.was = now;
        if (other.row === cell.row && other.id === cell.id) other.id = id;
        if (other.column === cell.column && other.header === cell.header) other.header = header;
      }
      if (group.gid !== this.grid.data.gid) return;
      const line = this.grid.data.rows[cell.row];
      if (line && line.id === cell.id) line.id = id;
      if (this.grid.data.headers[cell.column] === cell.header) this.grid.data.headers[cell.column] = header;
      const shown = this.grid.editable(cell.row, cell.column);
      if (shown === cell.value && shown !== now) this.grid.put(cell.row, cell.column, now);
    });
    this.grid.mark();
  }

  // Changes the group until it can be taken, or takes out what was given up.
  async refused(group, answer) {
    const cell = group.cells[answer.at ?? 0];
    const give_up = () => group.cells.splice(answer.at ?? 0, 1);
    if (answer.tab) {
      await this.told("tab_gone", group.cells.map((one) => one.value).join("\n"));
      group.cells = [];
    } else if (answer.status === 409 && !answer.moved) {
      const mine = await ask(say("conflict", { value: answer.now }), { yes: words.overwrite, no: words.keep, late: true });
      if (mine) cell.was = answer.now;
      else give_up();
    } else if (answer.status === 409 || answer.status === 410) {
      await this.told(answer.moved ? "column_gone" : "gone", cell.value);
      give_up();
    } else if (answer.rule || group.cells.length === 1) {
      const value = await ask(this.reason(answer), { yes: words.save, value: cell.value, late: true });
      if (value === false) give_up();
      else Object.assign(cell, { value, from: undefined });
    } else {
      await this.told("refused", this.reason(answer));
      group.cells = [];
    }
  }

  told(name, value) { return ask(say(name, { value }), { no: "", yes: "OK", late: true }); }

  reason(answer) {
    const example = new Date().toISOString().slice(0, 10);
    if (answer.rule) return answer.rule === "DATE_IS_VALID" ? say("not_date", { example }) : words.not_listed;
    return answer.error?.message || say("refused", { value: answer.status });
  }
}

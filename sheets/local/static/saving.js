// What has been typed waits here until the server has it. Nothing is dropped without asking.
import * as server from "./server.js";
import { ask, say, tell, words } from "./words.js";

const AGAIN = 2000;

export class Saving {
  constructor(grid, editor, reload) {
    Object.assign(this, { grid, editor, reload, queue: [], running: false });
    addEventListener("beforeunload", (event) => this.busy && event.preventDefault());
  }

  get busy() { return this.running || this.queue.length > 0; }

  add(entry) {
    this.grid.put(entry.row, entry.column, entry.value);
    this.queue.push({ ...entry, gid: this.grid.data.gid });
    if (!this.running) this.run();
  }

  async run() {
    this.running = true;
    while (this.queue.length) {
      const [entry] = this.queue;
      const { gid, ...cell } = entry;
      const answer = await server.send("edit", { gid, cells: [cell] });
      if (answer.status === 0 || answer.status >= 500) {
        tell(words.offline, "problem");
        await new Promise((resolve) => setTimeout(resolve, AGAIN));
        continue;
      }
      this.queue.shift();
      if (answer.ok) tell(words.saved);
      else await this.refused(entry, answer);
    }
    this.running = false;
    await this.reload();
  }

  async refused(entry, answer) {
    if (answer.status === 409) {
      const mine = await ask(say("conflict", { value: answer.now }), { yes: words.overwrite, no: words.keep });
      if (mine) this.queue.unshift({ ...entry, was: answer.now });
    } else if (answer.status === 410) {
      await ask(say("gone", { value: entry.value }), { no: "", yes: "OK" });
    } else {
      await this.again(entry, answer);
    }
  }

  async again(entry, answer) {
    const example = new Date().toISOString().slice(0, 10);
    const text = answer.rule === "DATE_IS_VALID" ? say("not_date", { example }) : answer.rule ? words.not_listed : "";
    const value = await ask(text || answer.error?.message || "", { yes: words.save, value: entry.value });
    if (value !== false) this.queue.unshift({ ...entry, value });
  }
}

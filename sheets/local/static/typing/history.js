// Undo and redo: the server keeps what stood in the cells, here are the tokens of the changes.
import * as server from "../server.js";
import { ask, say, tell, words } from "../words.js";

const KEPT = 100;

export class History {
  constructor(grid, saving, load) {
    Object.assign(this, { grid, saving, load, done: [], undone: [], busy: false });
  }

  add(gid, token) {
    if (!token) return;
    this.done.push({ gid, token });
    this.done.splice(0, this.done.length - KEPT);
    this.undone = [];
  }

  undo() { return this.turn(this.done, this.undone); }
  redo() { return this.turn(this.undone, this.done); }

  async turn(from, to) {
    if (this.busy) return;
    this.busy = true;
    try {
      await this.saving.idle();
      const change = from.pop();
      if (!change) return tell(words.nothing_to_undo);
      const answer = await this.send(change);
      if (answer.ok && answer.undo) to.push({ gid: change.gid, token: answer.undo });
      // Without a connection nothing has happened: it can be tried again.
      if (answer.status === 0 || answer.status >= 500) from.push(change);
      await this.tellOf(answer, change);
    } finally {
      this.busy = false;
    }
  }

  // Asks about each cell that somebody has changed since; one that is gone is passed over.
  async send({ gid, token }) {
    const [overwrite, skip] = [[], []];
    for (;;) {
      const answer = await server.send("undo", { gid, token, overwrite, skip });
      if (answer.at === undefined || answer.ok) return answer;
      if (answer.status === 409 && !answer.moved) {
        const yes = await ask(say("conflict", { value: answer.now }), { yes: words.overwrite, no: words.keep });
        (yes ? overwrite : skip).push(answer.at);
      } else if (answer.status === 409 || answer.status === 410) {
        skip.push(answer.at);
      } else {
        return answer;
      }
    }
  }

  async tellOf(answer, change) {
    const { grid } = this;
    if (answer.status === 0 || answer.status >= 500) return tell(words.offline, "warning");
    if (answer.tab) return tell(say("tab_gone"), "warning");
    if (!answer.ok) return tell(words.undo_gone, "warning");
    await this.load(change.gid);
    if (answer.at) grid.select(...answer.at);
    grid.focus();
    tell(words.saved);
  }
}

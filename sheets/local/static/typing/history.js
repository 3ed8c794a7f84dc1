// Undo and redo: the server keeps what stood in the cells, here are the tokens of the changes.
import * as server from "../server.js";
import { ask, say, tell, words } from "../words.js";

const KEPT = 100;

export class History {
  constructor(grid, editor, saving, load) {
    Object.assign(this, { grid, editor, saving, load, done: [], undone: [] });
    Object.assign(this, { waiting: 0, last: Promise.resolve() });
  }

  get busy() { return this.waiting > 0; }

  add(gid, token) {
    if (!token) return;
    this.done.push({ gid, token });
    this.done.splice(0, this.done.length - KEPT);
    this.undone.length = 0;
  }

  undo() { return this.queue(this.done, this.undone); }
  redo() { return this.queue(this.undone, this.done); }

  // One after the other: keys come faster than answers.
  queue(from, to) {
    this.waiting += 1;
    this.last = this.last.then(() => this.turn(from, to)).finally(() => (this.waiting -= 1));
    return this.last;
  }

  async turn(from, to) {
    await this.saving.idle();
    const change = from.pop();
    if (!change) return tell(words.nothing_to_undo);
    const answer = await this.send(change);
    if (answer.ok && answer.undo) to.push({ gid: change.gid, token: answer.undo });
    // Without a connection nothing has happened: it can be tried again.
    if (answer.status === 0 || answer.status >= 500) from.push(change);
    await this.tellOf(answer, change);
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
    await this.load(answer.gid ?? change.gid);
    if (answer.at && !this.editor.open) grid.select(...answer.at);
    grid.focus();
    tell(words.saved);
  }
}

// The field that lies over a cell while it is edited. It closes only when its text is on its way or given up.
import { ROW } from "./grid.js";
import { words } from "./words.js";

export class Editor {
  constructor(grid, save) {
    this.grid = grid;
    this.save = save;
    this.field = null;
  }

  get open() { return this.field !== null; }

  start(first = null) {
    const { row, column } = this.grid.at;
    const rule = this.grid.rule(this.grid.cell(row, column));
    const now = this.grid.editable(row, column);
    this.was = now;
    this.place = { row, column };
    const { day, text } = this.grid.cell(row, column);
    const date = rule?.kind === "DATE_IS_VALID" && first === null && (day || !text);
    if (rule?.options && first === null) this.put(this.choices(rule, now));
    else if (date) this.put(this.calendar(day ?? ""));
    else this.put(this.line(first ?? now, first === null));
  }

  line(text, all) {
    const field = document.createElement("textarea");
    field.value = text;
    field.rows = 1;
    field.spellcheck = false;
    const grow = () => {
      field.style.height = "auto";
      field.style.height = `${Math.min(field.scrollHeight + 4, 6 * ROW)}px`;
    };
    field.addEventListener("input", grow);
    queueMicrotask(() => {
      grow();
      if (all) field.setSelectionRange(text.length, text.length);
    });
    return field;
  }

  // The browser's own calendar; who types a date over the cell gets the plain field instead.
  calendar(day) {
    const field = Object.assign(document.createElement("input"), { type: "date", value: day, max: "9999-12-31" });
    this.day = day;
    return field;
  }

  choices(rule, now) {
    const field = document.createElement("select");
    const values = ["", ...rule.options, ...(now && !rule.options.includes(now) ? [now] : [])];
    for (const value of values) field.add(new Option(value || words.empty, value, false, value === now));
    if (!rule.strict) field.add(new Option(words.other, "\0other"));
    field.addEventListener("change", () => {
      if (field.value !== "\0other") return this.keyed || this.commit(0, 0);
      this.close();
      this.start(now);
    });
    field.addEventListener("pointerdown", () => (this.keyed = false));
    return field;
  }

  put(field) {
    const square = this.grid.square$(this.place.row, this.place.column);
    if (!square) return;
    const head = square.closest("thead");
    Object.assign(field.style, {
      left: `${square.offsetLeft}px`,
      top: `${square.offsetTop + (head ? this.grid.root.scrollTop : 0)}px`,
      minWidth: `${square.offsetWidth + 1}px`,
      height: `${ROW + 1}px`,
    });
    field.className = "editor";
    field.setAttribute("aria-label", document.getElementById("place").textContent);
    field.addEventListener("keydown", (event) => this.key(event));
    field.addEventListener("blur", () => this.field === field && this.commit(0, 0));
    this.field = field;
    this.keyed = true;
    this.grid.root.append(field);
    field.focus({ preventScroll: true });
    if (field.tagName === "SELECT") this.unfold(field);
  }

  unfold(field) {
    try {
      field.showPicker();
      this.keyed = false; // from here on a change is a choice, not a key on the way to one
    } catch {
      // Not every browser opens a list unasked; its own keys do.
    }
  }

  key(event) {
    event.stopPropagation();
    if (event.isComposing) return;
    const back = event.shiftKey ? -1 : 1;
    if (event.key === "F2" || (event.key === "ArrowDown" && event.altKey)) this.unfold(this.field);
    else if (event.key === "Escape") this.cancel();
    else if (event.key === "Tab") this.commit(0, back);
    else if (event.key === "Enter" && !event.altKey) this.commit(back, 0);
    else if (event.key === "Enter") this.field.setRangeText("\n", this.field.selectionStart, this.field.selectionEnd, "end");
    else return;
    event.preventDefault();
  }

  commit(down, right) {
    const { field, place, was } = this;
    const same = field.value === "\0other" || (field.type === "date" && field.value === this.day);
    const value = same ? was : field.value;
    this.close();
    if (value !== was) this.save({ ...place, value, was });
    if (down || right) this.grid.move(down, right);
  }

  cancel() { this.close(); }

  close() {
    const field = this.field;
    this.field = null;
    field?.remove();
    this.grid.root.focus({ preventScroll: true });
    this.onclose?.();
  }
}

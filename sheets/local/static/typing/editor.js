// The field that lies over a cell while it is edited. It closes only when its text is on its way or given up.
// As in Google Sheets: typing in a selected cell is "enter" (keys that move on the table save and move), Enter, F2 or a
// second click is "edit" (they move the caret). A formula that expects a reference takes it from the table instead.
import { Choices } from "./choices.js";
import { expectsReference, isEmptyFormula, turned } from "./formula.js";
import { endsLine, TOUCH, whenSmaller } from "./keyboard.js";
import { destination } from "./keys.js";
import { ROW } from "../table/drawing.js";

const READY = "ready";
const ENTER = "enter";
const EDIT = "edit";
// Safari ends a composition before it tells of the key that ended it; only this code says so (WebKit bug 165004).
const IME_KEY_CODE = 229;

export class Editor {
  constructor(grid, save) {
    Object.assign(this, { grid, save, state: READY, field: null, reference: null, choices: null, waiting: [] });
    whenSmaller(() => this.open && this.grid.reveal(this.place));
  }

  get open() { return this.state !== READY; }

  // Resolves once nothing is being typed.
  closed() { return this.open ? new Promise((resolve) => this.waiting.push(resolve)) : Promise.resolve(); }

  // `typed` takes the place of the cell's text; "" where the browser is still composing the first letter.
  start(typed = null) {
    const { row, column } = this.grid.at;
    const now = this.grid.editable(row, column);
    this.place = { row, column };
    const cell = this.grid.cell(row, column);
    const rule = this.grid.rule(cell);
    const empty = !cell.text && rule?.kind === "DATE_IS_VALID";
    const date = empty || (cell.day && !now.startsWith("="));
    if (typed !== null) this.put(this.line(typed), ENTER, typed === "" ? "" : null);
    else if (date) this.put(this.calendar(cell.day ?? ""), EDIT);
    else this.put(this.line(now), EDIT);
    if (rule?.options && this.field) this.offer(rule, typed);
  }

  // The list below the field; what is typed looks for what it offers.
  offer(rule, typed) {
    this.choices = new Choices(this.field, this.grid.root, rule, (value) => {
      this.field.value = value;
      this.commit();
    });
    if (typed) this.choices.filter(typed);
  }

  line(text) {
    const field = document.createElement("textarea");
    field.value = text;
    field.rows = 1;
    field.spellcheck = false;
    field.enterKeyHint = "next";
    field.addEventListener("beforeinput", (event) => this.touchEnter(event));
    field.addEventListener("input", () => {
      this.forgetReference();
      this.choices?.filter(field.value);
      this.grow();
    });
    // Who clicks into the text wants to correct it.
    field.addEventListener("pointerdown", () => (this.state = EDIT));
    return field;
  }

  grow() {
    const { field } = this;
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight + 4, 6 * ROW)}px`;
  }

  // The browser's own calendar; who types a date over the cell gets the plain field instead.
  calendar(day) { return Object.assign(document.createElement("input"), { type: "date", value: day, max: "9999-12-31" }); }

  // While the text is the `initial` one, there is nothing to save.
  put(field, state, initial = field.value) {
    const place = this.grid.drawing.place(this.place.row, this.place.column);
    if (!place) return;
    Object.assign(field.style, {
      left: `${place.left}px`,
      top: `${place.top}px`,
      minWidth: `${place.width + 1}px`,
      height: `${ROW + 1}px`,
    });
    field.className = "editor";
    field.setAttribute("aria-label", document.getElementById("place").textContent);
    field.addEventListener("keydown", (event) => this.key(event));
    field.addEventListener("blur", () => this.loseFocus(field));
    Object.assign(this, { field, state, initial });
    this.grid.root.append(field);
    field.focus({ preventScroll: true });
    if (field.tagName !== "TEXTAREA") return;
    this.grow();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  unfold() {
    try {
      this.field.showPicker();
    } catch {
      // Not every browser opens a calendar unasked; its own keys do.
    }
  }

  key(event) {
    event.stopPropagation();
    if (event.isComposing || event.keyCode === IME_KEY_CODE) return;
    const step = event.shiftKey ? -1 : 1;
    const { field, grid } = this;
    if (this.choices?.key(event)) return event.preventDefault();
    if (event.key === "F2") this.switchState();
    else if (event.key === "ArrowDown" && event.altKey) this.unfold();
    else if (event.key === "Escape") this.close();
    else if (event.key === "Tab") this.commit(() => grid.tab(step));
    else if (event.key === "Enter" && !event.altKey) this.commit(() => this.next(step));
    else if (event.key === "Enter") this.breakLine();
    else if (event.key === "F4" && field.tagName === "TEXTAREA") this.fixReference();
    else if (!this.moveKey(event)) return;
    event.preventDefault();
  }

  // Enter of a phone's keyboard, which tells of it as of a line that is broken.
  touchEnter(event) {
    if (!endsLine(event)) return;
    event.preventDefault();
    this.commit(() => this.next(1));
  }

  // By a phone's keyboard the next cell is opened at once: else the keyboard would go.
  next(step) {
    const { grid } = this;
    const { row } = grid.at;
    grid.enter(step);
    if (TOUCH && grid.at.row !== row && !grid.isCheck(grid.at.row, grid.at.column)) this.start();
  }

  breakLine() {
    const { field } = this;
    field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end");
    this.grow();
  }

  // F4 turns the reference at the caret: A1, $A$1, A$1, $A1.
  fixReference() {
    const { field } = this;
    if (!field.value.startsWith("=")) return;
    const { text, caret } = turned(field.value, field.selectionEnd);
    field.value = text;
    field.setSelectionRange(caret, caret);
    if (this.reference) this.forgetReference();
  }

  // F2 goes from typing to correcting and back; a calendar unfolds.
  switchState() {
    if (this.field.tagName !== "TEXTAREA") return this.unfold();
    this.state = this.state === EDIT ? ENTER : EDIT;
  }

  // A key that moves on the table, while typing; with Shift it selects letters, or widens the reference.
  moveKey(event) {
    if (this.state !== ENTER) return false;
    const { grid } = this;
    const expected = this.expectsReference;
    const from = expected ? (this.openReference?.to ?? this.place) : this.place;
    if (!destination(event, grid, from)) return false;
    if (expected) this.pointTo(destination(event, grid, from), event.shiftKey);
    // Asked once more when the text stands in the cell: an edge of data lies elsewhere then.
    else if (!event.shiftKey) this.commit(() => {
      const { row, column } = destination(event, grid, this.place);
      grid.select(row, column);
    });
    else return false;
    return true;
  }

  get expectsReference() {
    if (this.field?.tagName !== "TEXTAREA") return false;
    const { value, selectionStart, selectionEnd } = this.field;
    return this.openReference !== null || expectsReference(value, selectionStart, selectionEnd);
  }

  // The reference that was put in last, while the caret still stands right behind it.
  get openReference() {
    const { field, reference } = this;
    const behind = reference && field.selectionStart === reference.end && field.selectionEnd === reference.end;
    return behind ? reference : null;
  }

  pointTo(next, widen) {
    const { from } = this.openReference ?? { from: this.place };
    this.point(widen ? from : next, next);
    this.grid.reveal(next);
  }

  // Puts the reference in, or another one in its place.
  point(from, to, name = this.grid.areaName(from, to)) {
    const { field } = this;
    const { start, end } = this.openReference ?? { start: field.selectionStart, end: field.selectionEnd };
    field.setRangeText(name, start, end, "end");
    this.reference = { start, end: start + name.length, from, to };
    this.grid.outline({ from, to });
    this.grow();
  }

  forgetReference() {
    this.reference = null;
    this.grid.outline(null);
  }

  // Another window in front is no reason to save half a word: the field has the focus again when this one comes back.
  loseFocus(field) {
    if (this.field === field && document.activeElement !== field) this.commit();
  }

  // Saves what has changed, and moves on.
  commit(move = null) {
    const { place, initial } = this;
    const value = this.choices?.choice ?? this.field.value;
    const was = this.grid.editable(place.row, place.column);
    // A step by Tab before must be known to the Enter that follows.
    const { tabbedFrom } = this.grid;
    this.close();
    if (value !== initial && value !== was && !isEmptyFormula(value)) this.save({ ...place, value, was });
    this.grid.tabbedFrom = tabbedFrom;
    move?.();
  }

  close() {
    const { field } = this;
    this.choices?.close();
    Object.assign(this, { state: READY, field: null, choices: null });
    this.forgetReference();
    field?.remove();
    this.grid.focus();
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

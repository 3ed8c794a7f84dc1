// The field that lies over a cell while it is edited. It closes only when its text is on its way or given up.
// As in Google Sheets: typing in a selected cell is "enter" (keys that move on the table save and move), Enter, F2 or a
// second click is "edit" (they move the caret). A formula that expects a reference takes it from the table instead.
import { expectsReference, isEmptyFormula } from "./formula.js";
import { ROW } from "../table/grid.js";
import { movement } from "./keys.js";
import { words } from "../words.js";

const READY = "ready";
const ENTER = "enter";
const EDIT = "edit";
// Safari ends a composition before it tells of the key that ended it; only this code says so (WebKit bug 165004).
const IME_KEY_CODE = 229;

export class Editor {
  constructor(grid, save) {
    Object.assign(this, { grid, save, state: READY, field: null, reference: null, waiting: [] });
  }

  get open() { return this.state !== READY; }

  // Resolves once nothing is being typed.
  closed() { return this.open ? new Promise((resolve) => this.waiting.push(resolve)) : Promise.resolve(); }

  // `typed` takes the place of the cell's text; "" where the browser is still composing the first letter.
  start(typed = null) {
    const { row, column } = this.grid.at;
    const now = this.grid.editable(row, column);
    this.place = { row, column };
    if (typed !== null) return this.put(this.line(typed), ENTER, typed === "" ? "" : null);
    const rule = this.grid.rule(this.grid.cell(row, column));
    const { day, text } = this.grid.cell(row, column);
    const date = rule?.kind === "DATE_IS_VALID" && (day || !text);
    if (rule?.options) this.put(this.choices(rule, now), EDIT);
    else if (date) this.put(this.calendar(day ?? ""), EDIT);
    else this.put(this.line(now), EDIT);
  }

  line(text) {
    const field = document.createElement("textarea");
    field.value = text;
    field.rows = 1;
    field.spellcheck = false;
    field.addEventListener("input", () => {
      this.forgetReference();
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

  choices(rule, now) {
    const field = document.createElement("select");
    const values = ["", ...rule.options, ...(now && !rule.options.includes(now) ? [now] : [])];
    for (const value of values) field.add(new Option(value || words.empty, value, false, value === now));
    if (!rule.strict) field.add(new Option(words.other, "\0other"));
    field.addEventListener("change", () => {
      if (field.value !== "\0other") return this.keyed || this.commit();
      this.close();
      this.put(this.line(now), EDIT);
    });
    field.addEventListener("pointerdown", () => (this.keyed = false));
    return field;
  }

  // While the text is the `initial` one, there is nothing to save.
  put(field, state, initial = field.value) {
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
    field.addEventListener("blur", () => this.loseFocus(field));
    Object.assign(this, { field, state, initial, keyed: true });
    this.grid.root.append(field);
    field.focus({ preventScroll: true });
    if (field.tagName === "SELECT") this.unfold();
    if (field.tagName !== "TEXTAREA") return;
    this.grow();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  unfold() {
    try {
      this.field.showPicker();
      this.keyed = false; // from here on a change is a choice, not a key on the way to one
    } catch {
      // Not every browser opens a list unasked; its own keys do.
    }
  }

  key(event) {
    event.stopPropagation();
    if (event.isComposing || event.keyCode === IME_KEY_CODE) return;
    const back = event.shiftKey ? -1 : 1;
    if (event.key === "F2") this.switchState();
    else if (event.key === "ArrowDown" && event.altKey) this.unfold();
    else if (event.key === "Escape") this.close();
    else if (event.key === "Tab") this.commit(0, back);
    else if (event.key === "Enter" && !event.altKey) this.commit(back, 0);
    else if (event.key === "Enter") this.field.setRangeText("\n", this.field.selectionStart, this.field.selectionEnd, "end");
    else if (!this.moveKey(event)) return;
    event.preventDefault();
  }

  // F2 goes from typing to correcting and back; a list or a calendar unfolds.
  switchState() {
    if (this.field.tagName !== "TEXTAREA") return this.unfold();
    this.state = this.state === EDIT ? ENTER : EDIT;
  }

  // A key that moves on the table, while typing; with Shift it selects letters, or widens the reference.
  moveKey(event) {
    const step = movement(event);
    if (!step || this.state !== ENTER) return false;
    if (this.expectsReference) this.pointBy(step, event.shiftKey);
    else if (!event.shiftKey) this.commit(...step);
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

  pointBy([down, right], widen) {
    const { from, to } = this.openReference ?? { from: this.place, to: this.place };
    const next = this.grid.beside(to, down, right);
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

  commit(down = 0, right = 0) {
    const { place, initial, field: { value } } = this;
    const was = this.grid.editable(place.row, place.column);
    this.close();
    const nothing = value === "\0other" || isEmptyFormula(value);
    if (value !== initial && value !== was && !nothing) this.save({ ...place, value, was });
    if (down || right) this.grid.move(down, right);
  }

  close() {
    const { field } = this;
    Object.assign(this, { state: READY, field: null });
    this.forgetReference();
    field?.remove();
    this.grid.focus();
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

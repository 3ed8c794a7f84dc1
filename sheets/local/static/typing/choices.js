// The values that a cell may have, in a list below the field: what is typed looks for them.
import { plain } from "../plain.js";
import { say } from "../words.js";

const SHOWN = 200;

export class Choices {
  // `pick` is called with a value that was clicked.
  constructor(field, root, rule, pick) {
    Object.assign(this, { field, root, rule, pick, active: -1, matches: rule.options });
    this.list = document.createElement("ul");
    this.list.className = "choices";
    this.list.id = "choices";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", field.getAttribute("aria-label"));
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-controls", "choices");
    field.setAttribute("aria-expanded", "true");
    field.setAttribute("aria-autocomplete", "list");
    // The field would lose the focus, and so be saved, before the click arrives.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.click(event));
    root.append(this.list);
    this.active = this.matches.indexOf(field.value);
    this.draw();
    this.place();
  }

  // The value that Enter takes; undefined where what was typed counts.
  get choice() { return this.matches[this.active]; }

  filter(text) {
    const looked = plain(text.trim());
    const first = this.rule.options.filter((value) => plain(value).startsWith(looked));
    const later = this.rule.options.filter((value) => plain(value).indexOf(looked) > 0);
    this.matches = [...first, ...later];
    this.active = this.matches.findIndex((value) => plain(value) === looked);
    // Where nothing else may stand, the first match is what is meant.
    if (this.active < 0 && this.rule.strict && looked) this.active = this.matches.length ? 0 : -1;
    this.draw();
  }

  key(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (!(event.key in steps) || event.altKey || event.ctrlKey || event.metaKey) return false;
    const count = Math.min(this.matches.length, SHOWN);
    if (!count) return true;
    const next = this.active < 0 && event.key === "ArrowUp" ? count - 1 : this.active + steps[event.key];
    this.active = (next + count) % count;
    this.draw();
    return true;
  }

  click(event) {
    const item = event.target.closest("[data-place]");
    if (!item) return;
    this.active = Number(item.dataset.place);
    this.pick(this.choice);
  }

  draw() {
    const items = this.matches.slice(0, SHOWN).map((value, place) => {
      const item = document.createElement("li");
      item.id = `choice-${place}`;
      item.dataset.place = place;
      item.textContent = value;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(place === this.active));
      return item;
    });
    const left = this.matches.length - SHOWN;
    if (left > 0) {
      const more = document.createElement("li");
      more.className = "quiet";
      more.textContent = say("more_values", { count: left });
      more.setAttribute("role", "presentation");
      items.push(more);
    }
    this.list.replaceChildren(...items);
    this.list.hidden = !items.length;
    const active = this.list.querySelector("[aria-selected=true]");
    if (active) this.show(active);
    if (active) this.field.setAttribute("aria-activedescendant", active.id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  // Scrolls the list alone: the browser's own way would scroll the table along.
  show(item) {
    const { list } = this;
    const bottom = item.offsetTop + item.offsetHeight - list.clientHeight;
    list.scrollTop = Math.min(item.offsetTop, Math.max(list.scrollTop, bottom));
  }

  // Below the field, or above it where there is more room.
  place() {
    const { field, list, root } = this;
    const top = field.offsetTop - root.scrollTop;
    const below = root.clientHeight - top - field.offsetHeight;
    const height = Math.min(list.scrollHeight + 2, Math.max(below, top) - 8, 280);
    const above = below < height && top > below;
    list.style.maxHeight = `${height}px`;
    list.style.top = `${above ? field.offsetTop - list.offsetHeight : field.offsetTop + field.offsetHeight}px`;
    const room = root.scrollLeft + root.clientWidth - list.offsetWidth - 4;
    list.style.left = `${Math.max(root.scrollLeft, Math.min(field.offsetLeft, room))}px`;
    list.style.minWidth = `${field.offsetWidth}px`;
  }

  close() { this.list.remove(); }
}

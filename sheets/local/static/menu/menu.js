// The one menu of the page: by its button, by the right mouse button, by Shift+F10; inside of it arrows, letters, Escape.
const WIDE = 700;

export class Menu {
  constructor(root, button, pick) {
    Object.assign(this, { root, button });
    root.addEventListener("keydown", (event) => this.key(event));
    root.addEventListener("toggle", (event) => event.newState === "open" && this.items[0].focus());
    root.addEventListener("beforetoggle", (event) => button.setAttribute("aria-expanded", event.newState === "open"));
    button.addEventListener("click", () => this.open());
    button.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") event.preventDefault(), this.open();
    });
    root.addEventListener("click", (event) => {
      const item = event.target.closest("[role=menuitem]");
      if (!item) return;
      root.hidePopover();
      if (item.dataset.act) pick(item.dataset.act);
    });
  }

  get items() { return [...this.root.querySelectorAll("[role=menuitem]")]; }

  open(x, y) {
    const under = this.button.getBoundingClientRect();
    if (!this.root.matches(":popover-open")) this.root.showPopover();
    const wide = innerWidth >= WIDE;
    const place = (at, size, room) => `${Math.max(8, Math.min(at, room - size - 8))}px`;
    this.root.style.left = wide ? place(x ?? under.left, this.root.offsetWidth, innerWidth) : "";
    this.root.style.top = wide ? place(y ?? under.bottom + 4, this.root.offsetHeight, innerHeight) : "";
  }

  key(event) {
    const { items } = this;
    const at = items.indexOf(document.activeElement);
    const steps = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: -1 };
    if (event.key in steps) items.at(steps[event.key] % items.length).focus();
    else if (event.key === "Tab") this.root.hidePopover();
    else if (event.key === " ") document.activeElement.click();
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) this.letter(event.key, at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // The next item whose words begin with this letter.
  letter(key, at) {
    const { items } = this;
    const turn = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    turn.find((item) => item.querySelector("b").textContent.trim().toLowerCase().startsWith(key.toLowerCase()))?.focus();
  }
}

// The keys on the table. Every other key is the first letter of what is typed.
export const MAC = /^(Mac|iP)/.test(navigator.platform);
const FAR = 1e7;
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
// A dead key (´ before a vowel), and a key that an input method has taken: the letter is still to come.
const COMPOSING = new Set(["Dead", "Process"]);

// Where a key leads from a cell; null for a key that leads nowhere.
export function destination(event, grid, from) {
  if (event.altKey) return null;
  const far = event.ctrlKey || event.metaKey;
  const { key } = event;
  if (key in ARROWS) return far ? grid.edge(from, ...ARROWS[key]) : grid.beside(from, ...ARROWS[key]);
  if (key === "Home") return grid.beside(from, far ? -FAR : 0, -FAR);
  if (key === "End") return far ? grid.lastFilled() : grid.beside(from, 0, FAR);
  if (key === "PageUp" && !far) return grid.beside(from, -grid.page, 0);
  if (key === "PageDown" && !far) return grid.beside(from, grid.page, 0);
  return null;
}

// AltGr, and Option on a Mac, write letters: "@" on many keyboards. Any other Alt belongs to the browser's menus.
const writes = (event) => event.getModifierState("AltGraph");
const opensMenus = (event) => event.altKey && !writes(event) && !MAC;
const named = (key) => (key.length === 1 ? key.toLowerCase() : key);

export function keys(grid, on) {
  const isCheck = () => grid.isCheck(grid.at.row, grid.at.column);
  // At either end of a row, Tab leaves the table: nobody is caught in it.
  const atEdge = (back) => grid.at.column === (back ? grid.columns[0] : grid.columns.at(-1)).index;

  const withControl = (key, shift) => {
    if (key === "a") grid.stretchColumns(grid.columns[0].index, grid.columns.at(-1).index);
    else if (key === "z") shift ? on.redo() : on.undo();
    else if (key === "y") on.redo();
    else if (key === "d") on.fill_down();
    else if (key === "r" && !shift) on.fill_right(); // with Shift the browser loads the page anew
    else if (key === " ") grid.stretchColumns(grid.at.column, grid.end.column);
    else return false;
    return true;
  };
  const plain = (key, shift) => {
    if (key === "Tab" && !atEdge(shift)) grid.tab(shift ? -1 : 1);
    else if ((key === "F10" && shift) || key === "ContextMenu") on.menu();
    else if (key === "F2" && shift) on.note();
    else if (key === "Escape") return on.escape();
    else if (key === " " && shift) grid.stretchRows(grid.at.row, grid.end.row);
    else if (key === " " && isCheck()) on.toggle();
    else if (key === "Enter" || key === "F2") isCheck() ? on.toggle() : on.edit();
    else if (key === "Delete" || key === "Backspace") on.clear();
    else if (key.length === 1 && !isCheck()) on.edit(key);
    else if (COMPOSING.has(key) && !isCheck()) return on.edit(""); // the browser goes on composing in the field
    else return false;
    return true;
  };

  const press = (event) => {
    const { key, shiftKey } = event;
    const place = destination(event, grid, shiftKey ? grid.end : grid.at);
    if (place) return grid.select(place.row, place.column, { extend: shiftKey }), true;
    const control = (event.ctrlKey || event.metaKey) && !writes(event);
    return control ? withControl(named(key), shiftKey) : plain(key, shiftKey);
  };

  grid.root.addEventListener("keydown", (event) => {
    if (event.target !== grid.root || !grid.data || event.isComposing || opensMenus(event)) return;
    if (press(event)) event.preventDefault();
  });

  // Wherever the focus is. A second Ctrl+F, in the search itself, is the browser's own.
  addEventListener("keydown", (event) => {
    const control = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (!control || !grid.data || document.querySelector("dialog[open]")) return;
    const key = named(event.key);
    if (key === "f" && !event.shiftKey && !event.target.closest?.("#find")) on.find();
    else if (key === "/" || key === "?") on.keys();
    else return;
    event.preventDefault();
  });
}

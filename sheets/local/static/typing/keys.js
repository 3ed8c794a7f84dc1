// The keys on the table. Every other key is the first letter of what is typed.
const MAC = /^(Mac|iP)/.test(navigator.platform);
const PAGE = 15;
const FAR = 1e7;
const MOVES = {
  ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
  PageUp: [-PAGE, 0], PageDown: [PAGE, 0], Home: [0, -FAR], End: [0, FAR],
};
const FAR_MOVES = {
  ArrowUp: [-FAR, 0], ArrowDown: [FAR, 0], ArrowLeft: [0, -FAR], ArrowRight: [0, FAR], Home: [-FAR, -FAR], End: [FAR, FAR],
};
// A dead key (´ before a vowel), and a key that an input method has taken: the letter is still to come.
const COMPOSING = new Set(["Dead", "Process"]);

// Where a key leads, as [rows down, columns to the right]; null for a key that leads nowhere.
export function movement(event) {
  if (event.altKey) return null;
  return (event.ctrlKey || event.metaKey ? FAR_MOVES : MOVES)[event.key] ?? null;
}

// AltGr, and Option on a Mac, write letters: "@" on many keyboards. Any other Alt belongs to the browser's menus.
const writes = (event) => event.getModifierState("AltGraph");
const opensMenus = (event) => event.altKey && !writes(event) && !MAC;

export function keys(grid, on) {
  const isCheck = () => grid.square$(grid.at.row, grid.at.column)?.classList.contains("check");
  // At either end of a row, Tab leaves the table: nobody is caught in it.
  const edge = (back) => grid.at.column === (back ? grid.columns[0] : grid.columns.at(-1)).index;

  const withControl = (key, shift) => {
    if (key === "a") grid.stretchColumns(grid.columns[0].index, grid.columns.at(-1).index);
    else if (key === "z" && !shift) on.undo();
    else if (key === " ") grid.stretchColumns(grid.at.column, grid.end.column);
    else return false;
    return true;
  };
  const plain = (key, shift) => {
    if (key === "Tab" && !edge(shift)) grid.move(0, shift ? -1 : 1);
    else if ((key === "F10" && shift) || key === "ContextMenu") on.menu();
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
    const step = movement(event);
    if (step) return grid.move(...step, { extend: shiftKey }), true;
    const control = (event.ctrlKey || event.metaKey) && !writes(event);
    return control ? withControl(named(key), shiftKey) : plain(key, shiftKey);
  };

  grid.root.addEventListener("keydown", (event) => {
    if (event.target !== grid.root || !grid.data || event.isComposing || opensMenus(event)) return;
    if (press(event)) event.preventDefault();
  });
}

const named = (key) => (key.length === 1 ? key.toLowerCase() : key);

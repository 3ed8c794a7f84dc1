// The keys on the table. Every other key is the first letter of what is typed.
const PAGE = 15;
const FAR = 1e7;
const MOVES = {
  ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
  PageUp: [-PAGE, 0], PageDown: [PAGE, 0], Home: [0, -FAR], End: [0, FAR],
};
const FAR_MOVES = {
  ArrowUp: [-FAR, 0], ArrowDown: [FAR, 0], ArrowLeft: [0, -FAR], ArrowRight: [0, FAR], Home: [-FAR, -FAR], End: [FAR, FAR],
};

export function keys(grid, on) {
  const isCheck = () => grid.square$(grid.at.row, grid.at.column)?.classList.contains("check");
  // At either end of a row, Tab leaves the table: nobody is caught in it.
  const edge = (back) => grid.at.column === (back ? grid.columns[0] : grid.columns.at(-1)).index;

  const withControl = (key, shift) => {
    if (FAR_MOVES[key]) grid.move(...FAR_MOVES[key], { extend: shift });
    else if (key === "a") grid.stretchColumns(grid.columns[0].index, grid.columns.at(-1).index);
    else if (key === "z" && !shift) on.undo();
    else if (key === " ") grid.stretchColumns(grid.at.column, grid.end.column);
    else return false;
    return true;
  };
  const plain = (key, shift) => {
    if (MOVES[key]) grid.move(...MOVES[key], { extend: shift });
    else if (key === "Tab" && !edge(shift)) grid.move(0, shift ? -1 : 1);
    else if ((key === "F10" && shift) || key === "ContextMenu") on.menu();
    else if (key === " " && shift) grid.stretchRows(grid.at.row, grid.end.row);
    else if (key === " " && isCheck()) on.toggle();
    else if (key === "Enter" || key === "F2") isCheck() ? on.toggle() : on.edit();
    else if (key === "Delete" || key === "Backspace") on.clear();
    else if (key.length === 1 && !isCheck()) on.edit(key);
    else return false;
    return true;
  };

  grid.root.addEventListener("keydown", (event) => {
    if (event.target !== grid.root || event.altKey || event.isComposing || !grid.data) return;
    const control = event.ctrlKey || event.metaKey;
    if (control ? withControl(named(event.key), event.shiftKey) : plain(event.key, event.shiftKey)) event.preventDefault();
  });
}

const named = (key) => (key.length === 1 ? key.toLowerCase() : key);

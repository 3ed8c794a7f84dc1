// Where Ctrl with an arrow leads. Pure: the cells of `grid` in, a place out.

// From within filled cells to the last of them; else to the next filled one, or to the edge.
export function edge(grid, from, down, right) {
  const along = down ? grid.order : grid.columns.map(({ index }) => index);
  const step = down || right;
  const cellAt = (place) =>
    down ? { row: along[place], column: from.column } : { row: from.row, column: along[place] };
  const full = (place) => {
    const { row, column } = cellAt(place);
    return grid.full(row, column);
  };
  const last = step > 0 ? along.length - 1 : 0;
  let place = along.indexOf(down ? from.row : from.column);
  if (place === last || place < 0) return from;
  const within = full(place) && full(place + step);
  place += step;
  if (within) {
    while (place !== last && full(place + step)) place += step;
  } else {
    while (place !== last && !full(place)) place += step;
  }
  return cellAt(place);
}

// The last row and the last column in sight that hold anything.
export function lastFilled(grid) {
  let [row, column] = [grid.order[0] ?? 0, grid.columns[0]?.index ?? 0];
  for (const line of grid.order) {
    for (const { index } of grid.columns) {
      if (!grid.full(line, index)) continue;
      row = line;
      column = Math.max(column, index);
    }
  }
  return { row, column };
}

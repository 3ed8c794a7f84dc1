// Follows the pointer from where it was pressed until it is let go; near the edge of the
// table the table scrolls.
const EDGE = 28;
const STEP = 14;

export function drag(root, start, { move, end, scroll = true }) {
  let last = start;
  let frame = 0;
  const isMine = (event) => event.pointerId === start.pointerId;
  const step = () => {
    if (scroll && scrollAtEdge(root, last)) move(last);
    frame = requestAnimationFrame(step);
  };
  const moved = (event) => {
    if (!isMine(event)) return;
    last = event;
    move(event);
  };
  const stop = (event) => {
    if (!isMine(event)) return;
    cancelAnimationFrame(frame);
    removeEventListener("pointermove", moved);
    removeEventListener("pointerup", stop);
    removeEventListener("pointercancel", stop);
    end?.(event.type === "pointerup");
  };
  addEventListener("pointermove", moved);
  addEventListener("pointerup", stop);
  addEventListener("pointercancel", stop);
  frame = requestAnimationFrame(step);
}

function scrollAtEdge(root, { clientX, clientY }) {
  const { left, right, top, bottom } = root.getBoundingClientRect();
  const head = root.querySelector("thead").offsetHeight;
  const [x, y] = [root.scrollLeft, root.scrollTop];
  if (clientY > bottom - EDGE) root.scrollTop += STEP;
  else if (clientY < top + head && root.scrollTop) root.scrollTop -= STEP;
  if (clientX > right - EDGE) root.scrollLeft += STEP;
  else if (clientX < left + EDGE) root.scrollLeft -= STEP;
  return root.scrollLeft !== x || root.scrollTop !== y;
}

// The cell under the pointer; null beside the cells.
export function cellUnder({ clientX, clientY }) {
  const square = document.elementFromPoint(clientX, clientY)?.closest("td[data-row]");
  return square ? spot(square) : null;
}

export const spot = ({ dataset }) => ({ row: Number(dataset.row), column: Number(dataset.column) });

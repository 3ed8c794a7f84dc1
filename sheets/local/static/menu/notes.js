// The note of a cell: shown beside it while it is selected, written in a dialog.
const dialog = document.getElementById("note");
const field = dialog.querySelector("textarea");

export class Notes {
  constructor(grid, bubble) { Object.assign(this, { grid, bubble }); }

  // Beside the selected cell, where there is room.
  show() {
    const { grid, bubble } = this;
    const { row, column } = grid.at;
    const { note } = grid.cell(row, column);
    bubble.hidden = !note;
    if (!note) return;
    bubble.textContent = note;
    const place = grid.drawing.place(row, column);
    if (!place) return (bubble.hidden = true);
    const { root } = grid;
    const right = place.left + place.width + 6;
    const roomRight = root.scrollLeft + root.clientWidth - right >= bubble.offsetWidth;
    const roomBelow = root.scrollTop + root.clientHeight - place.top - place.height >= bubble.offsetHeight + 6;
    const last = root.scrollLeft + root.clientWidth - bubble.offsetWidth - 4;
    bubble.style.left = `${roomRight ? right : Math.max(root.scrollLeft + 4, Math.min(place.left, last))}px`;
    const under = roomBelow ? place.top + place.height + 6 : place.top - bubble.offsetHeight - 6;
    bubble.style.top = `${roomRight ? place.top : Math.max(0, under)}px`;
  }

  // Resolves to the new text, or null where nothing is to change.
  ask() {
    const { row, column } = this.grid.at;
    const now = this.grid.cell(row, column).note ?? "";
    dialog.querySelector("h2 span").textContent = this.grid.name({ row, column });
    field.value = now;
    dialog.returnValue = "no";
    dialog.showModal();
    field.focus();
    field.onkeydown = (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      dialog.querySelector("[value=yes]").click();
    };
    return new Promise((resolve) => {
      dialog.onclose = () => {
        const text = field.value.trim();
        resolve(dialog.returnValue === "yes" && text !== now ? text : null);
      };
    });
  }
}

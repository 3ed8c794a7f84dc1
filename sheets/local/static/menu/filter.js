// The dialog in which a person chooses which values of a column are shown, and the line that tells what is hidden.
import { say, words } from "../words.js";

const SHOWN = 300;
const dialog = document.getElementById("sift");
const [search, list, more] = ["[type=search]", "ul", ".more"].map((part) => dialog.querySelector(part));

// Resolves to the values to hide, or null where nothing is to change.
export function choose(grid, column) {
  const { data } = grid;
  const counts = new Map();
  for (let row = data.filter.first; row < data.rows.length; row++) {
    const { text } = grid.cell(row, column);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const hidden = new Set(data.filter.columns[column] ?? []);
  const values = [...new Set([...counts.keys(), ...hidden])].sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
  const found = () => values.filter((value) => value.toLowerCase().includes(search.value.toLowerCase()));
  const draw = () => {
    list.replaceChildren(...found().slice(0, SHOWN).map((value) => line(value, counts.get(value) ?? 0, hidden)));
    const left = found().length - SHOWN;
    more.textContent = left > 0 ? say("more_values", { count: left }) : "";
  };
  const all = (on) => () => {
    for (const value of found()) on ? hidden.delete(value) : hidden.add(value);
    draw();
  };
  dialog.querySelector("h2").textContent = `${words.filter_column}: ${grid.header(column) || data.columns[column].name}`;
  dialog.querySelector("[data-all]").onclick = all(true);
  dialog.querySelector("[data-none]").onclick = all(false);
  search.value = "";
  search.oninput = draw;
  search.onkeydown = (event) => {
    if (event.key === "Enter") event.preventDefault(), dialog.querySelector("[value=yes]").click();
  };
  draw();
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => resolve(dialog.returnValue === "yes" ? [...hidden] : null);
  });
}

function line(value, count, hidden) {
  const [item, label, box, text, number] = ["li", "label", "input", "span", "small"].map((name) => document.createElement(name));
  Object.assign(box, { type: "checkbox", checked: !hidden.has(value) });
  box.onchange = () => (box.checked ? hidden.delete(value) : hidden.add(value));
  text.textContent = value || words.empty;
  number.textContent = count;
  label.append(box, text, number);
  item.append(label);
  return item;
}

export function tellFilter(grid) {
  const { filter, filteredRows, headers, columns } = grid.data;
  const strip = document.getElementById("filtered");
  strip.hidden = !filter;
  if (!filter) return;
  const names = Object.keys(filter.columns).filter((at) => filter.columns[at].length).map((at) => headers[at] || columns[at].name);
  const about = { names: names.join(", "), count: filteredRows.length };
  strip.querySelector("span").textContent = filteredRows.length || names.length ? say("filtered", about) : words.not_filtered;
}

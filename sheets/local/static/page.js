// Puts the page together: tabs, tools, keys, the address, and the look for news every second.
import { Editor } from "./editor.js";
import { Grid } from "./grid.js";
import { Saving } from "./saving.js";
import * as server from "./server.js";
import { ask, say, tell, words } from "./words.js";

const NEWS = 1000;
const main = document.getElementById("grid");
const grid = new Grid(main);
const editor = new Editor(grid, (entry) => saving.add(entry));
const saving = new Saving(grid, editor, () => load(grid.data.gid));
let seen = 0;

const busy = () => editor.open || saving.busy || document.getElementById("ask").open;

async function load(gid) {
  const data = await server.tab(gid);
  if (!data.ok) return tell(words.offline, "problem");
  if (editor.open) return; // what is being typed comes first; the next look brings the news
  if (seen === 0 || document.getElementById("state").className === "problem") tell("");
  seen = data.version;
  grid.show(data);
  document.title = data.title;
  document.querySelector("h1").textContent = data.title;
  tabs(data);
}

async function news() {
  if (!busy() && !document.hidden) {
    const answer = await server.version();
    if (!answer.ok) tell(words.offline, "problem");
    else if (answer.version !== seen && !busy()) await load(grid.data?.gid);
    else if (document.getElementById("state").className === "problem") tell("");
  }
  setTimeout(news, NEWS);
}

function tabs(data) {
  const buttons = data.tabs.map((tab) => {
    const button = document.createElement("button");
    button.textContent = tab.title;
    button.setAttribute("aria-current", tab.gid === data.gid ? "page" : "false");
    button.onclick = () => load(tab.gid).then(() => grid.select(0, 0));
    button.ondblclick = () => act("rename");
    return button;
  });
  const add = Object.assign(document.createElement("button"), { textContent: "+", title: words.add_tab, className: "add" });
  add.setAttribute("aria-label", words.add_tab);
  add.onclick = () => act("add_tab");
  const nav = document.getElementById("tabs");
  nav.replaceChildren(...buttons, add);
  nav.querySelector("[aria-current=page]")?.scrollIntoView({ inline: "nearest", block: "nearest" });
}

async function act(name) {
  const { row, column } = grid.at;
  const body = { act: name, gid: grid.data.gid, row, column, id: grid.rowId(row) };
  if (name === "delete_row" && !(await ask(say("delete_ask", { row: row + 1 })))) return;
  if (name === "rename" || name === "add_tab") {
    const now = name === "rename" ? grid.data.tabs.find((tab) => tab.gid === grid.data.gid).title : words.new_tab;
    body.title = await ask(words.name, { yes: words.save, value: now });
    if (!body.title) return;
  }
  const answer = await server.send("act", body);
  if (!answer.ok) return tell(answer.error?.message?.replace(/^Invalid requests\[0\]\.\w+: /, "") ?? words.offline, "problem");
  tell(words.saved);
  await load(answer.gid);
  if (name === "add_row") grid.select(row + 1, column);
  main.focus({ preventScroll: true });
}

grid.onselect = ({ row, column }) => {
  const name = `${grid.data.columns[column].name}${row + 1}`;
  document.getElementById("place").textContent = name;
  document.getElementById("content").textContent = grid.editable(row, column);
  history.replaceState(null, "", `#gid=${grid.data.gid}&range=${name}`);
};

// Protected cells ask before they are changed.
async function allowed(cells = [grid.at]) {
  const guard = cells.map(({ row, column }) => grid.guard(row, column)).find(Boolean);
  return !guard || ask([guard.description, words.protected_ask].filter(Boolean).join(" "));
}

async function edit(first = null) {
  if (await allowed()) editor.start(first);
}

async function toggle() {
  if (!(await allowed())) return;
  const { row, column } = grid.at;
  const cell = grid.cell(row, column);
  saving.add({ row, column, id: grid.rowId(row), was: grid.editable(row, column), value: cell.checked ? "FALSE" : "TRUE" });
}

const isCheck = () => grid.square$(grid.at.row, grid.at.column)?.classList.contains("check");
const PAGE = 15;
const MOVES = {
  ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
  PageUp: [-PAGE, 0], PageDown: [PAGE, 0], Home: [0, -1e4], End: [0, 1e4],
};

main.addEventListener("keydown", (event) => {
  if (event.target !== main || event.ctrlKey || event.metaKey || event.altKey) return;
  if (MOVES[event.key]) grid.move(...MOVES[event.key]);
  else if (event.key === "Tab" && !edge(event.shiftKey)) grid.move(0, event.shiftKey ? -1 : 1);
  else if (event.key === " " && isCheck()) toggle();
  else if (event.key === "Enter" || event.key === "F2") isCheck() ? toggle() : edit();
  else if (event.key === "Delete" || event.key === "Backspace") clear();
  else if (event.key.length === 1 && !isCheck()) edit(event.key);
  else return;
  event.preventDefault();
});

// At either end of a row, Tab leaves the table: nobody is caught in it.
const edge = (back) => grid.at.column === (back ? grid.columns[0] : grid.columns.at(-1)).index;

async function clear() {
  const { row, column } = grid.at;
  const was = grid.editable(row, column);
  if (was && (await allowed())) saving.add({ row, column, id: grid.rowId(row), was, value: "" });
}

let pressed = null;
main.addEventListener("pointerdown", (event) => {
  const square = event.target.closest("td[data-row]");
  if (!square) return;
  const [row, column] = [Number(square.dataset.row), Number(square.dataset.column)];
  pressed = row === grid.at.row && column === grid.at.column ? square.id : null;
});
main.addEventListener("click", (event) => {
  const square = event.target.closest("td[data-row]");
  if (!square || editor.open) return;
  grid.select(Number(square.dataset.row), Number(square.dataset.column), { follow: false });
  main.focus({ preventScroll: true });
  if (event.target.type === "checkbox") event.preventDefault(), toggle();
  else if (pressed === square.id && document.activeElement === main) edit();
});

main.addEventListener("copy", (event) => {
  event.clipboardData.setData("text/plain", grid.cell(grid.at.row, grid.at.column).text);
  event.preventDefault();
});
main.addEventListener("paste", async (event) => {
  if (editor.open) return;
  event.preventDefault();
  const lines = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "").split(/\r?\n/);
  const { row, column } = grid.at;
  const cells = lines
    .flatMap((line, down) => line.split("\t").map((value, right) => ({ row: row + down, column: column + right, value })))
    .filter((cell) => cell.row < grid.data.rowCount && cell.column < grid.data.columns.length);
  if (!(await allowed(cells))) return;
  for (const cell of cells) saving.add({ ...cell, id: grid.rowId(cell.row), was: grid.editable(cell.row, cell.column) });
});

for (const button of document.querySelectorAll("[data-act]")) button.onclick = () => act(button.dataset.act);

const wanted = () => new URLSearchParams(location.hash.slice(1));
async function open() {
  const [gid, range] = [wanted().get("gid"), /^([A-Z]+)(\d+)/.exec(wanted().get("range") ?? "")];
  await load(gid);
  if (!grid.data) return;
  const column = range ? [...range[1]].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0) - 1 : 0;
  grid.select(range ? Number(range[2]) - 1 : 0, column);
  main.focus({ preventScroll: true });
}
addEventListener("hashchange", open);
open().then(news);

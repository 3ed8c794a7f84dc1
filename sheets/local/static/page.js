// Puts the page together: tabs, tools, keys, the address, and the look for news every second.
import { Acts } from "./menu/acts.js";
import { choose, tellFilter } from "./menu/filter.js";
import { Find } from "./menu/find.js";
import { Menu } from "./menu/menu.js";
import { Notes } from "./menu/notes.js";
import * as server from "./server.js";
import { Grid } from "./table/grid.js";
import { Handles } from "./table/handles.js";
import { Sums } from "./table/sums.js";
import { Widths } from "./table/widths.js";
import { Clipboard } from "./typing/clipboard.js";
import { Editor } from "./typing/editor.js";
import { History } from "./typing/history.js";
import { keys } from "./typing/keys.js";
import { Pointer } from "./typing/pointer.js";
import { Saving } from "./typing/saving.js";
import { ask, askOnlyAfter, say, tell, words } from "./words.js";

const NEWS = 1000;
const FIRST = 200;
const main = document.getElementById("grid");
const state = document.getElementById("state");
const grid = new Grid(main, words);
const keep = (gid, token) => history.add(gid, token);
const saving = new Saving(grid, () => load(grid.data.gid), keep);
const editor = new Editor(grid, async (cell) => (await allowed([cell])) && saving.add([cell]));
const history = new History(grid, editor, () => acts.idle().then(() => saving.idle()), load);
const acts = new Acts(grid, saving, load, keep);
askOnlyAfter(() => editor.closed());
const clipboard = new Clipboard(grid, editor, saving, allowed);
const search = new Find(grid, document.getElementById("find"));
const notes = new Notes(grid, document.getElementById("bubble"));
const sums = new Sums(grid, document.getElementById("sums"));
new Handles(grid, (area, source, alternate) => fill(area, source, { series: true, alternate }));
const widths = new Widths(grid, (columns, pixels) =>
  acts.do("width", { columns: columns.map((column) => acts.column(column)), pixels }));
let [seen, turn] = [0, 0];

const busy = () => editor.open || saving.busy || acts.busy || history.busy || document.querySelector("dialog[open]") !== null;

// Of a long tab the first rows come at once and the others right behind them.
async function load(gid, { from = gid === grid.data?.gid ? "" : FIRST } = {}) {
  const mine = ++turn;
  const data = await server.tab(gid, from);
  if (mine !== turn) return;
  if (!data.ok) return tell(words.offline, "problem");
  if (editor.open || saving.busy) return; // what is being typed comes first; the next look brings the news
  const gone = gid !== undefined && gid !== null && String(gid) !== String(data.gid);
  if (state.className === "problem") tell("");
  seen = data.partial ? 0 : data.version;
  grid.show(data);
  dress(data);
  if (gone && grid.data) tell(say("tab_gone"), "warning");
  if (data.partial) await load(data.gid, { from: "" });
}

function dress(data) {
  document.title = data.title;
  document.querySelector("h1").textContent = data.title;
  document.getElementById("csv").href = server.csv(data.gid);
  tellFilter(grid);
  search.refresh();
  tabs(data);
}

async function news() {
  if (!busy() && !document.hidden) {
    const answer = await server.version();
    if (!answer.ok) tell(words.offline, "problem");
    else if (answer.version !== seen && !busy()) await load(grid.data?.gid);
    else if (state.className === "problem") tell("");
  }
  setTimeout(news, NEWS);
}

function tabs(data) {
  const nav = document.getElementById("tabs");
  const focused = nav.contains(document.activeElement);
  const buttons = data.tabs.map((tab) => {
    const button = document.createElement("button");
    button.textContent = tab.title;
    button.setAttribute("aria-current", tab.gid === data.gid ? "page" : "false");
    button.onclick = () => tab.gid !== grid.data.gid && saving.idle().then(() => load(tab.gid));
    button.ondblclick = () => acts.do("rename");
    return button;
  });
  const add = Object.assign(document.createElement("button"), { textContent: "+", title: words.add_tab, className: "add" });
  add.setAttribute("aria-label", words.add_tab);
  add.onclick = () => acts.do("add_tab");
  nav.replaceChildren(...buttons, add);
  const current = nav.querySelector("[aria-current=page]");
  current?.scrollIntoView({ inline: "nearest", block: "nearest" });
  if (focused) current?.focus();
}

grid.onselect = (at, end) => {
  const name = grid.name(at) + (at.row === end.row && at.column === end.column ? "" : `:${grid.name(end)}`);
  document.getElementById("place").textContent = name;
  document.getElementById("content").textContent = grid.editable(at.row, at.column);
  notes.show();
  sums.update();
  window.history.replaceState(null, "", `#gid=${grid.data.gid}&range=${name}`);
};

// Protected cells ask before they are changed: once it is known to what, so that nothing is typed into the question.
async function allowed(cells) {
  const guard = cells.map(({ row, column }) => grid.guard(row, column)).find(Boolean);
  return !guard || ask(`${guard.description || words.protected} ${words.protected_ask}`);
}

// While a row is being added or moved it is not yet selected: what is typed would overwrite the one before.
function edit(first = null) {
  if (acts.busy) return;
  grid.select(grid.at.row, grid.at.column);
  editor.start(first);
}

// All check boxes that are selected become what the first one is not.
async function toggle() {
  const { rows, columns } = grid.filled;
  const boxes = rows.flatMap((row) =>
    columns.filter((column) => grid.isCheck(row, column)).map((column) => ({ row, column })));
  const value = grid.cell(grid.at.row, grid.at.column).checked ? "FALSE" : "TRUE";
  if (await allowed(boxes)) saving.add(boxes.map((box) => ({ ...box, value })));
}

// Cells are carried on into an area; those in it that are protected ask first.
async function fill(area, source, options) {
  const { rows, columns } = grid.areaOf(area.from, area.to);
  const cells = rows.flatMap((row) => columns.map((column) => ({ row, column })));
  const { first, last } = source;
  const isSource = ({ row, column }) =>
    row >= first.row && row <= last.row && column >= first.column && column <= last.column;
  if (!(await allowed(cells.filter((cell) => !isSource(cell))))) return;
  await acts.fill(area, source, options);
  grid.stretch(area.from, area.to);
}

// The first row (or column) of the selection goes into the rest of it; of a single one, the
// one before goes into it.
function fillSelection(down) {
  const { rows, columns } = grid.area;
  const [from, to] = [{ row: rows[0], column: columns[0] }, { row: rows.at(-1), column: columns.at(-1) }];
  const alone = down ? rows.length === 1 : columns.length === 1;
  const first = alone ? grid.beside(from, down ? -1 : 0, down ? 0 : -1) : from;
  if (alone && first.row === from.row && first.column === from.column) return;
  const last = down ? { row: first.row, column: to.column } : { row: to.row, column: first.column };
  fill({ from: first, to }, { first, last }, { series: false }).then(() => grid.stretch(from, to));
}

// From its beginning: the button, which would get the focus, is the end of a long list.
function help() {
  const dialog = document.getElementById("keys");
  dialog.showModal();
  dialog.focus();
  dialog.scrollTop = 0;
}

async function note() {
  const text = await notes.ask();
  if (text !== null && (await allowed([grid.at]))) await acts.note(text);
  grid.focus();
}

async function filter(column = grid.at.column) {
  await saving.idle();
  if (!grid.data.filter) await acts.do("filter");
  if (grid.data.partial) await load(grid.data.gid);
  if (!grid.data.filter) return;
  const columns = [acts.column(column)];
  const hidden = await choose(grid, column);
  if (hidden) await acts.do("filter_column", { columns, hidden });
  grid.focus();
}

const OWN = {
  filter_column: () => filter(),
  undo: () => history.undo(),
  redo: () => history.redo(),
  clear: () => clipboard.clear(),
  keys: help,
  find: () => search.open(),
  note,
  fill_down: () => fillSelection(true),
  fill_right: () => fillSelection(false),
  fit_columns: () => widths.fitColumns(grid.area.columns),
};
const pick = (name) => (OWN[name] ? OWN[name]() : acts.do(name));
const menu = new Menu(document.getElementById("menu"), document.getElementById("more"), (name) => {
  grid.focus();
  pick(name);
});
const open_menu = (x, y) => {
  const square = grid.square$(grid.at.row, grid.at.column)?.getBoundingClientRect();
  menu.open(x ?? square?.left, y ?? square?.bottom);
};
const on = { ...OWN, edit, toggle, filter, menu: open_menu, escape: () => clipboard.forgetCut() };
keys(grid, on);
new Pointer(grid, editor, on);
for (const button of document.querySelectorAll("header [data-act]")) button.onclick = () => {
  grid.focus(); // what is typed next is meant for the table
  pick(button.dataset.act);
};

const wanted = () => new URLSearchParams(location.hash.slice(1));
async function open() {
  const [gid, range] = [wanted().get("gid"), /^([A-Z]+)(\d+)/.exec(wanted().get("range") ?? "")];
  const row = range ? Number(range[2]) - 1 : 0;
  await load(gid, { from: row < FIRST ? FIRST : "" });
  if (!grid.data) return;
  const column = range ? [...range[1]].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0) - 1 : 0;
  grid.select(row, column);
  grid.focus();
}
addEventListener("hashchange", open);
open().then(news);

// The page's words in the reader's language, and the small dialog that asks with them.
export const words = JSON.parse(document.getElementById("words").textContent);

export const say = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");

const state = document.getElementById("state");
const FADE = { "": 2000, warning: 8000 };
let fading;

// A "problem" stays until it is over, a "warning" for a while.
export function tell(text, kind = "") {
  clearTimeout(fading);
  state.textContent = text;
  state.className = kind;
  if (kind in FADE) fading = setTimeout(() => tell("", "done"), FADE[kind]);
}

let before = Promise.resolve();
let typingEnds = () => Promise.resolve();
export const askOnlyAfter = (ends) => (typingEnds = ends);

// Resolves to true, false, or (with `value`) to the text that was typed. One question waits for the other, and all of them
// for what is being typed: a dialog takes the focus, and would save half a word. A `late` question comes while people may
// be typing on, so no button has the focus: a key that was meant for a cell answers nothing.
export function ask(text, options = {}) {
  const answer = before.then(() => typingEnds()).then(() => put(text, options));
  before = answer;
  return answer;
}

function put(text, { yes = words.yes, no = words.cancel, value, late = false }) {
  const dialog = document.getElementById("ask");
  const form = dialog.querySelector("form");
  const [plain, main] = dialog.querySelectorAll("button");
  const focused = document.activeElement;
  dialog.querySelector("p").textContent = text;
  plain.textContent = no;
  main.textContent = yes;
  form.text.hidden = value === undefined;
  form.text.value = value ?? "";
  form.text.setAttribute("aria-label", text);
  dialog.returnValue = "no";
  dialog.showModal();
  if (late) dialog.focus();
  else if (value === undefined) main.focus();
  else form.text.select();
  form.text.onkeydown = (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    main.click();
  };
  return new Promise((resolve) => {
    dialog.onclose = () => {
      focused?.focus?.({ preventScroll: true });
      const agreed = dialog.returnValue === "yes";
      resolve(value === undefined ? agreed : agreed && form.text.value.trim());
    };
  });
}

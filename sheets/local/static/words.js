// The page's words in the reader's language, and the small dialog that asks with them.
export const words = JSON.parse(document.getElementById("words").textContent);

export const say = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");

const state = document.getElementById("state");
let fading;

export function tell(text, kind = "") {
  clearTimeout(fading);
  state.textContent = text;
  state.className = kind;
  if (kind !== "problem") fading = setTimeout(() => (state.textContent = ""), 2000);
}

// Resolves to true, false, or (with `value`) to the text that was typed.
export function ask(text, { yes = words.yes, no = words.cancel, value } = {}) {
  const dialog = document.getElementById("ask");
  const form = dialog.querySelector("form");
  const [plain, main] = dialog.querySelectorAll("button");
  dialog.querySelector("p").textContent = text;
  plain.textContent = no;
  main.textContent = yes;
  form.text.hidden = value === undefined;
  form.text.value = value ?? "";
  dialog.returnValue = "no";
  dialog.showModal();
  if (value === undefined) main.focus();
  else form.text.select();
  form.text.onkeydown = (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    main.click();
  };
  return new Promise((resolve) => {
    dialog.onclose = () => {
      const agreed = dialog.returnValue === "yes";
      resolve(value === undefined ? agreed : agreed && form.text.value.trim());
    };
  });
}

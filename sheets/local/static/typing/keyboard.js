// A phone's own keyboard: it takes half of the window, and its keys have no names while it guesses words.
export const TOUCH = matchMedia("(pointer: coarse)").matches;

// Whether its Enter was pressed. What is pasted may have lines of its own.
export const endsLine = ({ inputType, data }) =>
  inputType === "insertLineBreak" || inputType === "insertParagraph" || (inputType === "insertText" && data === "\n");

// Lets the page be as high as what the keyboard leaves, and tells when that is another height.
export function whenSmaller(tell) {
  const seen = window.visualViewport;
  if (!TOUCH || !seen) return;
  seen.addEventListener("resize", () => {
    // Who enlarges the page with two fingers wants to see less of it.
    if (seen.scale > 1) return;
    document.documentElement.style.setProperty("--seen", `${Math.round(seen.height)}px`);
    requestAnimationFrame(() => tell());
  });
}

// @ts-check
/// <reference lib="dom" />
// The keys of the list: those of the programs that people know, and never one that the browser needs.

/**
 * @typedef {object} ListActions
 * @property {(step: number) => void} move to the next or previous row; Infinity is the last one
 * @property {() => void} choose
 * @property {() => void} compare
 * @property {() => void} pause
 * @property {() => void} search
 * @property {() => void} clear
 * @property {() => void} help
 */

/**
 * Listens for keys until the page goes.
 * @param {ListActions} actions
 */
export function listenForKeys(actions) {
  /** @type {Record<string, () => void>} */
  const keys = {
    "j": () => actions.move(1),
    "ArrowDown": () => actions.move(1),
    "k": () => actions.move(-1),
    "ArrowUp": () => actions.move(-1),
    "Home": () => actions.move(-Infinity),
    "End": () => actions.move(Infinity),
    "x": actions.choose,
    "c": actions.compare,
    "p": actions.pause,
    "/": actions.search,
    "Escape": actions.clear,
    "?": actions.help,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isTaken(event)) return;
    const action = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
    if (!action) return;
    event.preventDefault();
    action();
  });
}

/** Somebody types, or a dialog is open. @param {KeyboardEvent} event */
function isTaken({ target }) {
  if (document.querySelector("dialog[open]")) return true;
  return target instanceof HTMLInputElement && target.type !== "checkbox" ||
    target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

// The colours of style.css for canvases, which cannot use variables.

/**
 * The colour of a token, e.g. themeColor("--cpu"), as "rgb(226, 121, 59)" in the theme of the moment.
 * @param {string} token
 * @returns {string}
 */
export function themeColor(token) {
  // A token is a formula of both themes; only as the colour of an element it becomes one colour.
  const probe = document.createElement("span");
  probe.style.color = `var(${token})`;
  document.documentElement.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}

/**
 * Calls back when colours have become others.
 * @param {() => void} callback
 */
export function onThemeChange(callback) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", callback);
  new MutationObserver(callback).observe(document.documentElement, {
    attributeFilter: ["data-theme"],
  });
}

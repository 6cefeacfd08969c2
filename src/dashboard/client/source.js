// @ts-check
/// <reference no-default-lib="true" />
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/// <reference lib="esnext" />
// The source page: brings the line of the address into the middle, and goes from one line with time to the next.

const timed = [...document.querySelectorAll("tr.timed")];

function showTarget() {
  const target = document.getElementById(location.hash.slice(1));
  target?.scrollIntoView({ block: "center" });
}

/** The timed line that is nearest to the one of the address, in a direction. @param {1 | -1} step */
function neighbour(step) {
  const line = Number(location.hash.replace("#L", "")) || 0;
  const isBeyond = (/** @type {Element} */ row) => (Number(row.id.slice(1)) - line) * step > 0;
  return step > 0 ? timed.find(isBeyond) : timed.findLast(isBeyond);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key !== "n" && event.key !== "p") return;
  const row = neighbour(event.key === "n" ? 1 : -1);
  if (row) location.replace(`#${row.id}`);
});
addEventListener("hashchange", showTarget);
showTarget();

// @ts-check
/// <reference no-default-lib="true" />
/// <reference lib="webworker" />
/// <reference lib="esnext" />
// The worker's side of flame_client.js: fetches the file and answers calls of FlameModel's methods, so that no
// layout, however large, holds up the page.
import { readFlameFile } from "./flame_file.js";
import { FlameModel } from "./flame_model.js";

/** @typedef {{ id: number, method: string, argument: any }} Call */

/** @type {Promise<FlameModel>} */
let model;

globalThis.addEventListener("message", async ({ data }) => {
  const { id, method, argument } = /** @type {Call} */ (data);
  try {
    const result = await answer(method, argument);
    globalThis.postMessage({ id, result }, { transfer: buffersOf(result) });
  } catch (error) {
    globalThis.postMessage({ id, problem: error instanceof Error ? error.message : `${error}` });
  }
});

/** @type {(method: string, argument: any) => Promise<unknown>} */
async function answer(method, argument) {
  if (method === "open") {
    model = open(argument);
    await model;
    return null;
  }
  const opened = await model;
  switch (method) {
    case "show":
      return opened.show(argument);
    case "layout":
      return opened.layout(argument);
    case "children":
      return opened.children(argument);
    case "path":
      return opened.path(argument);
    case "matched":
      return opened.matched(argument);
  }
  throw new Error(`No method ${method}`);
}

/** @type {(url: string) => Promise<FlameModel>} */
async function open(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error((await response.text()).trim() || `Status ${response.status}`);
  return new FlameModel(readFlameFile(await response.arrayBuffer()));
}

/** Columns of boxes are made anew for every answer, so they may be given away. @type {(result: any) => ArrayBuffer[]} */
function buffersOf(result) {
  if (!result?.rowStarts) return [];
  const columns = [...Object.values(result), ...Object.values(result.sums)].filter(
    ArrayBuffer.isView,
  );
  return [...new Set(columns.map(({ buffer }) => /** @type {ArrayBuffer} */ (buffer)))];
}

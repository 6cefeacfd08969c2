// speedscope's own importer, cut out of the bundle that its npm package ships: the package has no other way in.
// The bundle is one function that ends by drawing the page. It is made to return its importer instead.

import assert from "node:assert/strict";

/** What we use of speedscope's Profile. */
export interface ImportedProfile {
  getName(): string;
  /** In the unit of the file; all time, whether or not something was on the stack. */
  getTotalWeight(): number;
  forEachFrame(visit: (frame: ImportedFrame) => void): void;
  /** In the order of time. */
  forEachCall(
    open: (node: { readonly frame: ImportedFrame }, value: number) => void,
    close: (node: { readonly frame: ImportedFrame }, value: number) => void,
  ): void;
}

export interface ImportedFrame {
  /** Index of the frame in a speedscope file, name elsewhere. */
  readonly key: string | number;
  readonly name: string;
  readonly file?: string;
  readonly line?: number;
  readonly col?: number;
  getSelfWeight(): number;
  getTotalWeight(): number;
}

/** Reads a file as if it were dropped onto the page; null when speedscope does not know the format. */
export type Importer = (
  fileName: string,
  bytes: ArrayBuffer,
) => Promise<{ readonly name: string; readonly profiles: readonly ImportedProfile[] } | null>;

/** Loads the pinned version. */
export async function speedscopeImporter(): Promise<Importer> {
  const { default: bundle } = await import(
    "npm:speedscope@1.25.0/dist/release/speedscope-Y2522XSH.js",
    { with: { type: "text" } }
  );
  const start = '"use strict";(()=>{';
  const importer =
    /async function (\w+)\(\w+,\w+\)\{return\(await \w+\)\.importProfilesFromArrayBuffer\(/
      .exec(bundle)?.[1];
  const end = bundle.lastIndexOf("console.log(`speedscope v");
  if (!bundle.startsWith(start) || !importer || end === -1) throw new Error("Unknown bundle");
  const body = `${bundle.slice(start.length, end)};return ${importer};`;
  const silent = { log() {}, warn() {}, assert: assert.ok };
  const window = { location: { protocol: "http:", hash: "" } };
  return new Function("window", "document", "console", body)(window, {}, silent);
}

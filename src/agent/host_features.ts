// Tries what the runtime inside of the executable can load from the disk. By trying, as it depends on the version of
// Deno and on how the executable was made.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { HostFeatures } from "../wire/host_features.ts";

/** A small app of everything that may not work, each in a module of its own. */
const FILES = {
  "types.ts": "export const one: number = 1;",
  "mapped.mjs": 'import "mapped";',
  "deno.json": '{ "imports": { "mapped": "./plain.mjs" } }',
  "plain.mjs": "export {};",
  "common.mjs": 'import common from "@runprofileserver/common"; common.one.toFixed();',
  "npm.mjs": 'import "npm:@runprofileserver/modern";',
  "package.json": '{ "dependencies": { "@runprofileserver/modern": "1.0.0" } }',
  "node_modules/@runprofileserver/common/package.json":
    '{ "name": "@runprofileserver/common", "version": "1.0.0" }',
  "node_modules/@runprofileserver/common/index.js": "exports.one = 1;",
  "node_modules/@runprofileserver/modern/package.json":
    '{ "name": "@runprofileserver/modern", "version": "1.0.0", "type": "module", "exports": "./index.js" }',
  "node_modules/@runprofileserver/modern/index.js": "export {};",
};

/** Takes a few milliseconds. For the executable only: a whole Deno would ask the npm registry. */
export async function hostFeatures(): Promise<HostFeatures> {
  const folder = mkdtempSync(join(tmpdir(), "rps-probe-"));
  try {
    for (const [name, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const loads = (name: keyof typeof FILES) => canImport(join(folder, name));
    return {
      hasTypeScript: await loads("types.ts"),
      hasImportMaps: await loads("mapped.mjs"),
      hasCommonJsImports: await loads("common.mjs"),
      hasNpmSpecifiers: await loads("npm.mjs"),
      hasNodeSockets: http.Server.prototype instanceof net.Server,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function canImport(path: string): Promise<boolean> {
  try {
    await import(pathToFileURL(path).href);
    return true;
  } catch {
    return false;
  }
}

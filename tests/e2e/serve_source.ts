// An app that is a few lines of JavaScript, as most tests of what becomes of its process need it.
import { ServedApp } from "./served_app.ts";

/** What is served, and where it can be saved. */
export interface ServedSource {
  readonly dir: string;
  /** Path of the module. */
  readonly app: string;
  readonly served: ServedApp;
}

/** Serves a module of that text from a folder of its own, with profiles in `profiles` there; does not wait. */
export async function spawnSource(source: string, ...options: string[]): Promise<ServedSource> {
  const dir = await Deno.makeTempDir();
  await Deno.writeTextFile(`${dir}/deno.json`, "{}");
  await Deno.writeTextFile(`${dir}/app.js`, source);
  const args = ["app.js", "0", "--prof-path", "profiles", "--no-dashboard", ...options];
  return { dir, app: `${dir}/app.js`, served: ServedApp.spawn(args, { cwd: dir }) };
}

/** The same, once it is up. */
export async function serveSource(
  source: string,
  ...options: string[]
): Promise<ServedSource & { readonly url: string }> {
  const started = await spawnSource(source, ...options);
  const line = await started.served.line(/running at/);
  return { ...started, url: line.match(/http:\S+\d/)![0] };
}

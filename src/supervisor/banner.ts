// What `serve` says when the app is up: Django's lines, so that habits carry over, and where profiles go.
import { relative, SEPARATOR } from "@std/path";
import type { Ready } from "./app_host.ts";
import type { HostRuntime } from "./host_runtime.ts";
import type { ServeOptions } from "./serve_options.ts";

/** "Checking app.ts... ok (Hono app, default export)" */
export function checkedLine(module: string, { shape }: Ready): string {
  return `Checking ${module}... ok (${shape})`;
}

/** "Reloaded in 112 ms (Hono app, default export)" */
export function reloadedLine({ shape, tookMs }: Ready): string {
  return `Reloaded in ${Math.round(tookMs)} ms (${shape})`;
}

/** The lines below the check. */
export function bannerLines(facts: {
  options: ServeOptions;
  runtime: HostRuntime;
  profiles: string;
  address: Deno.NetAddr;
  secure: boolean;
  dashboardUrl: string | undefined;
}): string[] {
  const { options, runtime, profiles, address, secure, dashboardUrl } = facts;
  const formats = options.codecs.map(({ name }) => name).join(" and ");
  return [
    `${options.creator}, Deno ${runtime.version}, ${formats} files in ${
      shown(profiles)
    } as ${options.template.text}`,
    `Development server is running at ${serverUrl(address, secure)}`,
    ...(dashboardUrl === undefined ? [] : [`Profiles are at ${dashboardUrl}`]),
    `Quit the server with ${Deno.build.os === "windows" ? "CTRL-BREAK" : "CONTROL-C"}.`,
  ];
}

/** "http://127.0.0.1:8000/" */
export function serverUrl({ hostname, port }: Deno.NetAddr, secure: boolean): string {
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  return `http${secure ? "s" : ""}://${host}:${port}/`;
}

/** Relative when that is shorter for people: below the current folder. */
function shown(path: string): string {
  const below = relative(Deno.cwd(), path);
  return below.startsWith("..") || below.startsWith(SEPARATOR) ? path : `.${SEPARATOR}${below}`;
}

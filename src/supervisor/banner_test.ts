// The lines that people look for: the address, and where the profiles go.
import assert from "node:assert/strict";
import { join } from "@std/path";
import { callgrindCodec } from "../format/callgrind/callgrind.ts";
import { cpuprofileCodec } from "../format/cpuprofile/cpuprofile.ts";
import { parseTemplate } from "../store/file_name.ts";
import { bannerLines, checkedLine, reloadedLine } from "./banner.ts";
import type { ServeOptions } from "./serve_options.ts";

const READY = { shape: "Hono app, default export", secure: false, tookMs: 111.6 };
type Facts = Parameters<typeof bannerLines>[0];

function lines(facts: Partial<Facts> = {}, options: Partial<ServeOptions> = {}): string[] {
  return bannerLines({
    options: {
      creator: "runprofileserver 0.1.0",
      codecs: [cpuprofileCodec],
      template: parseTemplate("{time}-{path}"),
      ...options,
    } as ServeOptions,
    runtime: { path: "deno", version: "2.9.6", cacheDir: "", isEmbedded: false },
    profiles: join(Deno.cwd(), "profiles"),
    address: { transport: "tcp", hostname: "127.0.0.1", port: 8000 },
    secure: false,
    dashboardUrl: undefined,
    ...facts,
  });
}

Deno.test("checkedLine() and reloadedLine() say what the app is", () => {
  assert.equal(checkedLine("app.ts", READY), "Checking app.ts... ok (Hono app, default export)");
  assert.equal(reloadedLine(READY), "Reloaded in 112 ms (Hono app, default export)");
});

Deno.test("bannerLines() say who serves, where, and where the profiles go", () => {
  const [facts, address, quit] = lines();
  for (const fact of ["runprofileserver 0.1.0", "Deno 2.9.6", "cpuprofile", "{time}-{path}"]) {
    assert.ok(facts!.includes(fact), `${fact} in ${facts}`);
  }
  assert.equal(address, "Development server is running at http://127.0.0.1:8000/");
  assert.match(quit!, /^Quit the server with (CONTROL-C|CTRL-BREAK)\.$/);
});

Deno.test("bannerLines() show an address that a browser takes", () => {
  const at = (hostname: string, secure: boolean) =>
    lines({ address: { transport: "tcp", hostname, port: 81 }, secure })[1]!.replace(/^.* at /, "");
  assert.equal(at("::1", false), "http://[::1]:81/");
  assert.equal(at("0.0.0.0", true), "https://0.0.0.0:81/");
});

Deno.test("bannerLines() show a folder below the current one relative, others whole", () => {
  const shown = (path: string) => lines({ profiles: path })[0]!.match(/ in (\S+) as /)![1];
  assert.equal(shown(join(Deno.cwd(), "a", "b")), `.${join("/", "a", "b")}`);
  const outside = join(Deno.cwd(), "..", "outside");
  assert.equal(shown(outside), outside);
});

Deno.test("bannerLines() say where profiles can be seen, before how to quit", () => {
  const [, , where, quit] = lines({ dashboardUrl: "http://127.0.0.1:8001/" });
  assert.equal(where, "Profiles are at http://127.0.0.1:8001/");
  assert.match(quit!, /^Quit/);
});

Deno.test("bannerLines() name all formats", () => {
  const [facts] = lines({}, { codecs: [callgrindCodec, cpuprofileCodec] });
  assert.match(facts!, /callgrind and cpuprofile/);
});

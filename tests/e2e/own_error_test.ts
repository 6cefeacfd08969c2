// An app may do with Error what it likes: the stacks that are taken of its awaits never show in its own errors, and
// an Error that nobody may change costs the sites of waits at most.
import assert from "node:assert/strict";
import { readProfiles } from "../../scripts/bench/read_profiles.ts";
import { ServedApp } from "./served_app.ts";

/** What is done to Error before the first request, and whether waits have a site then. */
const CHANGES: Readonly<Record<string, { code: string; hasSites: boolean }>> = {
  nothing: { code: "", hasSites: true },
  frozen: { code: "Object.freeze(Error);", hasSites: false },
  "a limit that nobody may change": {
    code: `Object.defineProperty(Error, "stackTraceLimit", { value: 3, writable: false });`,
    hasSites: true,
  },
  replaced: { code: "globalThis.Error = class Own extends Native {};", hasSites: true },
};

const APP = (code: string) => `
const Native = Error;
${code}
const deep = (levels) => levels === 0 ? new Error("own").stack.split("\\n").length - 1 : deep(levels - 1);
const before = [deep(30), Object.getOwnPropertyNames(Error).join()];
async function slow() {
  await new Promise((resolve) => setTimeout(resolve, 5));
}
export default {
  async fetch() {
    await slow();
    const after = [deep(30), Object.getOwnPropertyNames(Error).join()];
    await slow();
    return Response.json({ before, after });
  },
};
`;

for (const [change, { code, hasSites }] of Object.entries(CHANGES)) {
  Deno.test(`an app whose Error is changed works as without a profiler: ${change}`, async () => {
    const dir = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(`${dir}/app.js`, APP(code));
      const args = [`${dir}/app.js`, "0", "--prof-path", `${dir}/profiles`, "--noreload"];
      await using app = await ServedApp.start(args);
      for (let i = 0; i < 2; i++) {
        const response = await fetch(app.url);
        assert.equal(response.status, 200);
        const { before, after } = await response.json();
        assert.deepEqual(after, before);
      }
      assert.equal(await app.stop(), 0);
      const sites = (await readProfiles(`${dir}/profiles`)).map(({ profile }) =>
        profile.frames.some(({ name, url }) => name === "(await)" && url.endsWith("/app.js"))
      );
      assert.deepEqual(sites, [hasSites, hasSites]);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  });
}

import assert from "node:assert/strict";
import { Hono } from "hono";
import { security } from "./security.ts";

const HOST = "127.0.0.1:8001";

function app(): Hono {
  const app = new Hono();
  app.use(security([HOST, "localhost:8001"]));
  app.get("/secret", (c) => c.text("secret"));
  app.get("/speedscope/x", (c) => c.text("x"));
  app.get("/fails", () => {
    throw new Error("secret");
  });
  app.onError((_, c) => c.text("failed", 500));
  app.post("/secret", (c) => c.text("written"));
  return app;
}

async function ask(headers: Record<string, string>, method = "GET", path = "/secret") {
  const response = await app().request(path, { method, headers: { host: HOST, ...headers } });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

Deno.test("security() answers its own pages, links from elsewhere, and programs", async () => {
  for (
    const headers of [
      {},
      { host: "LOCALHOST:8001" },
      { "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors", origin: `http://${HOST}` },
      { "sec-fetch-site": "none", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" },
      {
        "sec-fetch-site": "cross-site",
        "sec-fetch-mode": "navigate",
        "sec-fetch-dest": "document",
      },
    ] as Record<string, string>[]
  ) assert.equal((await ask(headers)).text, "secret", JSON.stringify(headers));
});

Deno.test("security() answers to its own names only", async () => {
  const hosts = [
    "evil.test",
    "evil.test:8001",
    "127.0.0.1",
    "127.0.0.1:8002",
    "127.0.0.1:8001.evil.test",
  ];
  for (const host of [...hosts, ""]) {
    const { status, text } = await ask({ host });
    assert.deepEqual([status, text.includes("secret")], [421, false], host);
  }
});

Deno.test("security() refuses requests of other sites, and of other ports of this host", async () => {
  for (const site of ["cross-site", "same-site"]) {
    for (
      const headers of [
        { "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script" },
        { "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" },
        { "sec-fetch-mode": "cors", "sec-fetch-dest": "empty", origin: "http://127.0.0.1:9999" },
        { "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" },
        { "sec-fetch-mode": "navigate", "sec-fetch-dest": "object" },
        {},
      ] as Record<string, string>[]
    ) {
      const { status, text } = await ask({ "sec-fetch-site": site, ...headers });
      assert.deepEqual([status, text.includes("secret")], [403, false], JSON.stringify(headers));
    }
  }
  for (const origin of ["null", "http://127.0.0.1:9999", `https://${HOST}`, "http://evil.test"]) {
    assert.equal((await ask({ origin })).status, 403, origin);
  }
});

Deno.test("security() lets nobody write", async () => {
  for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
    assert.equal((await ask({}, method)).status, 405, method);
  }
});

Deno.test("security() puts its policies on every answer, and no permission for others", async () => {
  const answers = [
    await ask({}),
    await ask({ host: "evil.test" }),
    await ask({}, "GET", "/missing"),
    await ask({}, "GET", "/fails"),
    await ask({}, "GET", "/speedscope/x"),
  ];
  for (const { headers } of answers) {
    const policy = headers.get("content-security-policy")!;
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval(?<!wasm-unsafe-eval)|\*|https?:/);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("x-frame-options"), "DENY");
    assert.equal(headers.get("cross-origin-resource-policy"), "same-origin");
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("access-control-allow-origin"), null);
  }
  assert.match(answers[0]!.headers.get("content-security-policy")!, /require-trusted-types-for/);
});

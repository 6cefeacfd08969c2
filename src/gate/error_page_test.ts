import assert from "node:assert/strict";
import { errorPage } from "./error_page.ts";
import { HttpHead } from "./http_head.ts";

const decoder = new TextDecoder();

function render(text: string, request = "GET / HTTP/1.1", accept = "") {
  const fields = accept === "" ? "" : `accept: ${accept}\r\n`;
  const bytes = errorPage(text).render(new HttpHead(`${request}\r\n${fields}\r\n`));
  const [head, body] = decoder.decode(bytes).split("\r\n\r\n") as [string, string];
  const mark = /\r\nx-runprofileserver-error: (\S+)/.exec(head)?.[1];
  return { head, body, mark };
}

Deno.test("errorPage() renders text for tools, without colours", () => {
  const { head, body } = render("\x1b[31merror\x1b[0m: <b> & co\n\n", undefined, "*/*");
  assert.match(
    head,
    /^HTTP\/1.1 500 Internal Server Error\r\ncontent-type: text\/plain; charset=utf-8\r\n/,
  );
  assert.match(head, /\r\ncache-control: no-store\r\n/);
  assert.match(head, /\r\nconnection: close$/);
  assert.equal(body, "error: <b> & co\n");
});

Deno.test("errorPage() renders escaped HTML for browsers, without outside resources", () => {
  const { head, body } = render(`</pre><script src="x">'&`, undefined, "text/html,*/*;q=0.8");
  assert.match(head, /\r\ncontent-type: text\/html; charset=utf-8\r\n/);
  assert.ok(body.includes("<pre>&lt;/pre&gt;&lt;script src=&quot;x&quot;&gt;&#39;&amp;</pre>"));
  assert.doesNotMatch(body, /https?:|src=["']|href=["']/);
});

Deno.test("errorPage() sends no body in answer to HEAD", () => {
  const { head, body } = render("broken", "HEAD /a HTTP/1.1", "text/html");
  assert.match(head, /\r\ncontent-length: [1-9]/);
  assert.equal(body, "");
});

Deno.test("errorPage() marks each error differently", () => {
  assert.equal(render("a").mark, render("a", "HEAD / HTTP/1.1").mark);
  assert.notEqual(render("a").mark, render("b").mark);
});

/** Runs the page's script with the given marks as answers; resolves to their count when it reloads. */
async function runScript(script: string, marks: (string | Error | null)[]): Promise<string[]> {
  const asked: string[] = [];
  const { promise: reloaded, resolve: reload } = Promise.withResolvers<void>();
  const fetchFake = (url: string, { method }: { method: string }) => {
    asked.push(`${method} ${url}`);
    const mark = marks.shift() ?? null;
    if (mark instanceof Error) return Promise.reject(mark);
    const headers = new Headers(mark === null ? {} : { "x-runprofileserver-error": mark });
    return Promise.resolve({ headers });
  };
  const run = new Function("fetch", "location", "setTimeout", script);
  run(fetchFake, { href: "/page", reload }, (wake: () => void) => wake());
  await reloaded;
  return asked;
}

Deno.test("errorPage() reloads when the app answers or fails otherwise", async () => {
  const { body, mark } = render("broken", undefined, "text/html");
  const script = /<script>([\s\S]*)<\/script>/.exec(body)![1]!;
  const asked = await runScript(script, [mark!, new TypeError("down"), mark!, null]);
  assert.deepEqual(asked, Array(4).fill("HEAD /page"));
  assert.equal((await runScript(script, [mark!, render("other").mark!])).length, 2);
});

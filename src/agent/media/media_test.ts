// The handler behind a real Deno.serve on loopback, asked over bare TCP: fetch() would tidy hostile paths up.
import assert from "node:assert/strict";
import fc from "fast-check";
import { mediaHandler, type MediaMount } from "./media.ts";

const isWindows = Deno.build.os === "windows";
const SECRET = "the-secret-that-must-not-leave";
const STYLE = "body { color: teal }\n";
// More than the buffers of a loopback connection hold.
const FILM_BYTES = 32 * 1024 * 1024;

interface Site {
  readonly root: string;
  readonly dir: string;
  /** Sends a request line and headers as they are; the answer's head and body as Latin-1 text. */
  ask(target: string, options?: Ask): Promise<{ status: number; head: string; body: string }>;
  /** An open connection on which `target` was asked. */
  connect(target: string): Promise<Deno.TcpConn>;
}

interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Everything hostile and everything good that the tests below ask for. */
async function layOut(root: string): Promise<void> {
  const dir = `${root}/media`;
  for (const folder of ["sub/x y#", ".git", "index", "index/index.html", "empty"]) {
    await Deno.mkdir(`${dir}/${folder}`, { recursive: true });
  }
  await Deno.mkdir(`${root}/media-private`);
  const files = ["../secret.txt", "../media-private/secret.txt", ".env", ".git/config"];
  for (const file of files) await Deno.writeTextFile(`${dir}/${file}`, SECRET);
  await Deno.writeTextFile(`${dir}/a.css`, STYLE);
  await Deno.writeTextFile(`${dir}/sub/index.html`, "<h1>sub</h1>");
  await Deno.writeTextFile(`${dir}/sub/a b&ü.txt`, "odd name");
  await Deno.writeTextFile(`${dir}/nothing.txt`, "");
  if (isWindows) return;
  await Deno.symlink("../secret.txt", `${dir}/link.txt`);
  await Deno.symlink(`${root}/media-private`, `${dir}/sub/out`);
  await Deno.symlink("..", `${dir}/up`);
  await Deno.symlink("loop", `${dir}/loop`);
}

async function withSite(
  check: (site: Site) => Promise<void>,
  mountsOf = (root: string): MediaMount[] => [{ prefix: "/static/", dir: `${root}/media` }],
): Promise<void> {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "media_" }));
  await layOut(root);
  const media = mediaHandler(mountsOf(root));
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => media(request) ?? new Response("the app"),
  );
  const connections: Deno.TcpConn[] = [];
  const connect = async (target: string, { method = "GET", headers = {} }: Ask = {}) => {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.addr.port });
    connections.push(connection);
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const text = `${method} ${target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n${
      lines.join("")
    }`;
    await connection.write(new TextEncoder().encode(text + "\r\n"));
    return connection;
  };
  const ask = async (target: string, options?: Ask) => {
    const { readable } = await connect(target, options);
    const bytes = await new Response(readable).bytes();
    const text = new TextDecoder("latin1").decode(bytes);
    const end = text.indexOf("\r\n\r\n");
    return {
      status: Number(text.slice(9, 12)),
      head: text.slice(0, end),
      body: text.slice(end + 4),
    };
  };
  try {
    await check({ root, dir: `${root}/media`, ask, connect });
  } finally {
    // A failed check may leave some open, and shutdown() would wait for them.
    for (const connection of connections) closeQuietly(connection);
    await server.shutdown();
    await Deno.remove(root, { recursive: true });
  }
}

function closeQuietly(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // read to its end, which closes it
  }
}

/** Files below `dir` that this process holds open (Linux). */
function openFiles(dir: string): string[] {
  return [...Deno.readDirSync("/proc/self/fd")].flatMap(({ name }) => {
    try {
      return [Deno.readLinkSync(`/proc/self/fd/${name}`)];
    } catch {
      return []; // the descriptor that listed the folder
    }
  }).filter((path) => path.startsWith(dir));
}

async function untilClosed(dir: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (openFiles(dir).length > 0) {
    assert.ok(performance.now() < deadline, `Still open: ${openFiles(dir)}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

Deno.test("mediaHandler() serves a file with everything a browser needs", () =>
  withSite(async ({ ask }) => {
    const { status, head, body } = await ask("/static/a.css?v=3");
    assert.equal(status, 200);
    assert.equal(body, STYLE);
    assert.match(head, /^content-type: text\/css; charset=utf-8$/im);
    assert.match(head, new RegExp(`^content-length: ${STYLE.length}$`, "im"));
    assert.match(head, /^etag: W\/"[0-9a-f-]+"$/im);
    assert.match(head, /^last-modified: .* GMT$/im);
    assert.match(head, /^x-content-type-options: nosniff$/im);
    assert.match(head, /^cache-control: no-cache$/im);
  }));

Deno.test("mediaHandler() leaves paths below no mount to the app", () => {
  const media = mediaHandler([{ prefix: "/static", dir: "/nowhere" }]);
  for (
    const path of ["/", "/staticx", "/staticx/a.css", "/Static/a.css", "/a/static/a.css", "/%zz"]
  ) {
    assert.equal(media(new Request(`http://h${path}`)), undefined, path);
  }
});

Deno.test("mediaHandler() reads prefixes in any spelling", async () => {
  for (const prefix of ["/my files", "/my files/", "my files"]) {
    const response = await mediaHandler([{ prefix, dir: "/nowhere" }])(
      new Request("http://h/m%79%20files/a.css"),
    );
    assert.equal(response?.status, 404, prefix);
  }
});

Deno.test("mediaHandler() prefers the longest prefix", () =>
  withSite(
    async ({ ask }) => {
      assert.equal((await ask("/static/sub/a.css")).status, 404);
      assert.equal((await ask("/static/x/a.css")).body, STYLE);
      assert.equal((await ask("/a.css")).status, 404);
    },
    (root) => [
      { prefix: "/", dir: `${root}/media/sub` },
      { prefix: "/static/x", dir: `${root}/media` },
      { prefix: "/static", dir: `${root}/media/empty` },
    ],
  ));

Deno.test("mediaHandler() refuses other methods", () =>
  withSite(async ({ ask }) => {
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
      const { status, head } = await ask("/static/a.css", { method });
      assert.equal(status, 405, method);
      assert.match(head, /^allow: GET, HEAD$/im);
    }
  }));

Deno.test("mediaHandler() answers HEAD like GET without the body", () =>
  withSite(async ({ ask, dir }) => {
    const withoutDate = (head: string) => head.replace(/^date: .*$/im, "");
    for (const path of ["a.css", "nothing.txt", "sub/", "sub"]) {
      const get = await ask(`/static/${path}`);
      const head = await ask(`/static/${path}`, { method: "HEAD" });
      assert.equal(head.body, "", path);
      assert.equal(head.status, get.status, path);
      if (get.status === 200) assert.equal(withoutDate(head.head), withoutDate(get.head), path);
    }
    // Deno.serve drops a body by itself.
    const media = mediaHandler([{ prefix: "/", dir }]);
    for (const path of ["a.css", "none"]) {
      assert.equal((await media(new Request(`http://h/${path}`, { method: "HEAD" })))?.body, null);
    }
  }));

Deno.test("mediaHandler() serves index.html of a folder and sends the browser to its slash", () =>
  withSite(async ({ ask }) => {
    assert.equal((await ask("/static/sub/")).body, "<h1>sub</h1>");
    assert.match((await ask("/static/sub/")).head, /^content-type: text\/html/im);
    const folder = await ask("/static/sub?x=%20/\xfc#y");
    assert.equal(folder.status, 301);
    assert.match(folder.head, /^location: \/static\/sub\/\?x=%20\/[%A-Z0-9]+$/im);
    assert.match(
      (await ask("/static/sub/x%20y%23")).head,
      /^location: \/static\/sub\/x%20y%23\/$/im,
    );
    assert.match((await ask("/static")).head, /^location: \/static\/$/im);
    assert.equal((await ask("/static/")).status, 404);
    assert.equal((await ask("/static/empty/")).status, 404);
    assert.equal((await ask("/static/index/")).status, 404);
    assert.equal((await ask("/static/a.css/")).status, 404);
  }));

Deno.test("mediaHandler() finds names that need encoding", () =>
  withSite(async ({ ask }) => {
    assert.equal((await ask("/static/sub/a%20b%26%C3%BC.txt")).body, "odd name");
    assert.equal((await ask("/static/sub/a%20b&\u00fc.txt")).body, "odd name");
  }));

Deno.test("mediaHandler() answers 304 over the wire", () =>
  withSite(async ({ ask }) => {
    const tag = (await ask("/static/a.css")).head.match(/^etag: (.*)$/im)![1]!;
    const { status, body } = await ask("/static/a.css", { headers: { "If-None-Match": tag } });
    assert.deepEqual([status, body], [304, ""]);
  }));

Deno.test("mediaHandler() sends exactly the bytes of a range", () =>
  withSite(async ({ ask, dir }) => {
    const bytes = crypto.getRandomValues(new Uint8Array(60_000));
    await Deno.writeFile(`${dir}/data`, bytes);
    const whole = new TextDecoder("latin1").decode(bytes);
    assert.equal((await ask("/static/data")).body, whole);
    const position = fc.nat(bytes.length - 1);
    await fc.assert(
      fc.asyncProperty(position, position, async (one, other) => {
        const [first, last] = one < other ? [one, other] : [other, one];
        const part = await ask("/static/data", { headers: { Range: `bytes=${first}-${last}` } });
        assert.equal(part.status, 206);
        assert.ok(part.body === whole.slice(first, last + 1), "Other bytes than asked for");
      }),
      { numRuns: 50 },
    );
    const behind = await ask("/static/data", { headers: { Range: "bytes=60000-" } });
    assert.deepEqual([behind.status, behind.body], [416, ""]);
  }));

Deno.test("mediaHandler() answers 404 in words, also for names no file system takes", () =>
  withSite(async ({ ask }) => {
    for (
      const name of ["none.css", "loop", "x".repeat(300), "a.css/x", "%F0%9F%92%A9".repeat(90)]
    ) {
      const { status, head, body } = await ask(`/static/${name}`);
      assert.deepEqual([status, body], [404, "404 Not Found\n"], name);
      assert.match(head, /^content-type: text\/plain/im);
      assert.match(head, /^x-content-type-options: nosniff$/im);
    }
  }));

Deno.test("mediaHandler() answers 404 for every way out that we could think of", () =>
  withSite(async ({ ask, root }) => {
    const paths = `../secret.txt ..%2fsecret.txt %2e%2e/secret.txt ..\\secret.txt ..%5csecret.txt
      %2e%2e%2fsecret.txt %252e%252e/secret.txt %c0%ae%c0%ae/secret.txt sub/../../secret.txt
      ../media-private/secret.txt ../media/a.css .. . ../ ./a.css sub/./index.html sub//index.html
      .env %2eenv .git/config a.css%00 %00 a.css%00.png /a.css / %zz link.txt sub/out
      sub/out/secret.txt up/secret.txt up up/`.split(/\s+/);
    paths.push(`${root}/secret.txt`, encodeURIComponent(`${root}/secret.txt`));
    for (const path of paths) {
      const { status, body } = await ask(`/static/${path}`);
      assert.deepEqual([status, body], [404, "404 Not Found\n"], path);
    }
  }));

Deno.test("mediaHandler() never sends what lies outside of the mount", () =>
  withSite(async ({ ask, root }) => {
    // Made of pieces that make sense together: without the checks, one in thirty gets the secret.
    const step = fc.oneof(
      fc.constantFrom(
        ...`../ ..%2f %2e%2e/ %2E./ ..\\ ..%5c %252e%252e/ ./ / %2f sub/ sub/../ up/ sub/out/
        media/ media-private/ C: %c0%ae%c0%ae/ static/`.split(/\s+/),
        root,
        encodeURIComponent(root),
      ),
      fc.string({ unit: "binary", maxLength: 5 }).map((text) => encodeURIComponent(text)),
    );
    const goal = fc.constantFrom(
      ...`secret.txt media-private/secret.txt .env %2eenv .git/config .git
      link.txt sub/out/secret.txt up/secret.txt up/media/.env a.css`.split(/\s+/),
      `${root}/secret.txt`,
    );
    const ending = fc.constantFrom(..."|||/|%00|%00.css|?|#.css|;.css|::$DATA|.".split("|"));
    const target = fc.tuple(fc.array(step, { maxLength: 3 }), goal, ending)
      .map(([steps, ...rest]) => steps.join("") + rest.join(""));
    const prefix = fc.constantFrom("/static/", "/static/sub/", "/static", "http://x/static/");
    await fc.assert(
      fc.asyncProperty(prefix, target, fc.boolean(), async (start, rest, isPart) => {
        const headers: Record<string, string> = isPart ? { Range: "bytes=0-" } : {};
        const { status, head, body } = await ask(start + rest, { headers });
        assert.ok(!(head + body).includes(SECRET), "The secret left");
        assert.ok(status < 500, `Status ${status}`);
      }),
      { numRuns: 1500 },
    );
  }));

Deno.test("mediaHandler() never redirects to another host", () =>
  withSite(
    async ({ ask }) => {
      for (const path of ["//static/sub", "/\\static/sub", "//evil.example/..", "/%2fstatic/sub"]) {
        const { status, head } = await ask(path);
        assert.deepEqual([status, /^location:/im.test(head)], [404, false], path);
      }
      assert.match((await ask("http://evil.example/sub")).head, /^location: \/sub\/$/im);
    },
    (root) => [{ prefix: "/", dir: `${root}/media` }],
  ));

Deno.test("mediaHandler() closes the file when the client goes away", {
  ignore: Deno.build.os !== "linux",
}, () =>
  withSite(async ({ connect, dir }) => {
    await Deno.writeFile(`${dir}/film.mp4`, new Uint8Array(FILM_BYTES));
    for (let i = 0; i < 20; i++) {
      const connection = await connect("/static/film.mp4");
      await connection.read(new Uint8Array(1024));
      // Deno reads through a second descriptor, so there may be two.
      assert.notDeepEqual(openFiles(dir), []);
      connection.close();
      await untilClosed(dir);
    }
  }));

Deno.test("mediaHandler() holds no file open after any answer", {
  ignore: Deno.build.os !== "linux",
}, () =>
  withSite(async ({ ask, dir }) => {
    const part = { headers: { Range: "bytes=1-2" } };
    const behind = { headers: { Range: "bytes=99-" } };
    const known = { headers: { "If-None-Match": "*" } };
    const cases: Ask[] = [{}, { method: "HEAD" }, { method: "POST" }, part, behind, known];
    for (const options of cases) {
      for (const path of ["a.css", "nothing.txt", "sub/", "sub", "none"]) {
        await ask(`/static/${path}`, options);
        await untilClosed(dir);
      }
    }
  }));

Deno.test("mediaHandler() closes the file when a body is cancelled unread", {
  ignore: Deno.build.os !== "linux",
}, () =>
  withSite(async ({ dir }) => {
    const media = mediaHandler([{ prefix: "/", dir }]);
    const response = await media(new Request("http://h/a.css"));
    assert.equal(openFiles(dir).length, 1);
    await response?.body?.cancel();
    assert.deepEqual(openFiles(dir), []);
  }));

Deno.test("mediaHandler() sends no more than promised of a file that grows meanwhile", () =>
  withSite(async ({ dir }) => {
    const media = mediaHandler([{ prefix: "/", dir }]);
    const response = await media(new Request("http://h/a.css"));
    await Deno.writeTextFile(`${dir}/a.css`, "more", { append: true });
    assert.equal(await response?.text(), STYLE);
  }));

Deno.test("mediaHandler() answers 403 for what the process may not read", {
  permissions: { read: false },
}, async () => {
  const media = mediaHandler([{ prefix: "/", dir: "/somewhere" }]);
  const response = await media(new Request("http://h/a.css"));
  assert.deepEqual([response?.status, await response?.text()], [403, "403 Forbidden\n"]);
});

Deno.test("mediaHandler() answers 500 when the file system fails otherwise, and closes the file", () =>
  withSite(async ({ dir }) => {
    const { seek } = Deno.FsFile.prototype;
    Deno.FsFile.prototype.seek = () => Promise.reject(new Error("Input/output error (os error 5)"));
    try {
      const response = await mediaHandler([{ prefix: "/", dir }])(
        new Request("http://h/a.css", { headers: { Range: "bytes=1-" } }),
      );
      assert.equal(response?.status, 500);
      assert.equal(await response?.text(), "500 Internal Server Error\n");
      if (Deno.build.os === "linux") assert.deepEqual(openFiles(dir), []);
    } finally {
      Deno.FsFile.prototype.seek = seek;
    }
  }));

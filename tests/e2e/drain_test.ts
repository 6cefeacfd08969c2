// What has no end of its own is ended politely when its process is to end, at a reload and at Ctrl-C.
import assert from "node:assert/strict";
import { basename, fromFileUrl } from "@std/path";
import { servable } from "./program.ts";
import { ServedApp } from "./served_app.ts";

const APPS = fromFileUrl(new URL("../apps/frameworks", import.meta.url));
const KINDS = ["deno_protocols/app.ts", "node_protocols/app.mjs"];

/** A served copy of the app, which can be saved. */
async function serveCopy(kind: string): Promise<{ served: ServedApp; app: string }> {
  const dir = await Deno.makeTempDir();
  const [folder] = kind.split("/") as [string];
  for (const file of Deno.readDirSync(`${APPS}/${folder}`)) {
    const path = `${APPS}/${folder}/${file.name}`;
    if (file.isFile) await Deno.copyFile(path, `${dir}/${file.name}`);
    // Where npm packages are kept for an app with a package.json.
    else await Deno.symlink(path, `${dir}/${file.name}`);
  }
  const module = servable(`${APPS}/${kind}`);
  const name = basename(module);
  await Deno.copyFile(module, `${dir}/${name}`);
  const served = await ServedApp.start([name, "0", "--prof-path", "profiles"], { cwd: dir });
  return { served, app: `${dir}/${name}` };
}

/** An open WebSocket that has had an answer, and how it is closed. */
async function openSocket(served: ServedApp): Promise<{ closed: Promise<CloseEvent> }> {
  const socket = new WebSocket(`${served.url.replace("http", "ws")}/echo`);
  const closed = new Promise<CloseEvent>((resolve) => socket.onclose = resolve);
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => socket.send("one");
    socket.onmessage = () => resolve();
    socket.onerror = () => reject(new Error("The WebSocket failed"));
  });
  return { closed };
}

/** An event stream that has begun; all of its text, once it has ended as it should. */
async function openEvents(served: ServedApp): Promise<() => Promise<string>> {
  const response = await fetch(`${served.url}/events`);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = (await reader.read()).value ?? "";
  return async () => {
    for (let next = await reader.read(); !next.done; next = await reader.read()) text += next.value;
    return text;
  };
}

for (const kind of KINDS) {
  Deno.test(`${kind}: a reload ends WebSockets and event streams, whose clients come back to the new code`, async () => {
    const { served, app } = await serveCopy(kind);
    await using _served = served;
    const [socket, events] = [await openSocket(served), await openEvents(served)];
    const source = await Deno.readTextFile(app);
    await Deno.writeTextFile(app, source.replaceAll("echo $", "new echo $"));
    const { code, wasClean } = await socket.closed;
    assert.deepEqual([code, wasClean], [1012, true]);
    assert.match(await events(), /^data: 1\n\n/);
    await served.until(() => served.accessLines.length === 2, "the ends of both");
    assert.ok(!served.lines.some((line) => /Lost|aborted/.test(line)), served.lines.join("\n"));
    await openSocket(served);
  });

  Deno.test(`${kind}: Ctrl-C ends WebSockets and event streams, and they have their profiles`, async () => {
    const { served } = await serveCopy(kind);
    await using _served = served;
    const [socket, events] = [await openSocket(served), await openEvents(served)];
    assert.equal(await served.stop(), 0);
    assert.equal((await socket.closed).code, 1012);
    assert.match(await events(), /^data: 1\n\n/);
    assert.equal(served.accessLines.length, 2);
    assert.ok(!served.lines.some((line) => /Lost|aborted/.test(line)), served.lines.join("\n"));
  });
}

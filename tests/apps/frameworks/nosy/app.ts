// Tells all that an app can find out about the process that it runs in.
// deno-lint-ignore-file no-console -- its output is what is compared
import process from "node:process";

const input = await new Response(Deno.stdin.readable).text();
console.log(`stdout got ${JSON.stringify(input)}`);

function facts(): unknown {
  return {
    args: Deno.args,
    argv: process.argv.slice(1),
    execArgv: process.execArgv,
    env: Object.keys(Deno.env.toObject()).sort(),
    isMain: import.meta.main,
    mainModule: Deno.mainModule,
    cwd: Deno.cwd(),
    globals: Object.getOwnPropertyNames(globalThis).sort(),
    serve: [Deno.serve.name, Deno.serve.length],
    upgrade: [Deno.upgradeWebSocket.name, Deno.upgradeWebSocket.length],
    response: [
      Response.name,
      new Response() instanceof Response,
      new Response().constructor === Response,
    ],
    listeners: process.listenerCount("uncaughtException"),
  };
}

Deno.serve({
  port: 8000,
  onListen: () => console.log("listening"),
}, (request) => {
  const { pathname } = new URL(request.url);
  if (pathname === "/facts") return Response.json(facts());
  if (pathname === "/stack") return new Response(new Error("for its stack").stack);
  if (pathname === "/throw") throw new Error("Out of paper", { cause: new Error("Out of trees") });
  if (pathname === "/reject") return Promise.reject(new Error("Out of paper"));
  if (pathname === "/exit") Deno.exit(3);
  return new Response("here");
});

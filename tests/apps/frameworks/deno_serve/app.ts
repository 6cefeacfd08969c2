// Deno.serve with all its options; a second server of the app keeps its own port, the log says where.
let listening = "";
let errorCount = 0;
const server = Deno.serve({
  hostname: "0.0.0.0",
  port: 8000,
  onListen: (address) => listening = `${address.transport} ${address.port}`,
  onError(error) {
    errorCount++;
    const { message } = error as Error;
    if (message === "worse") throw error;
    return new Response(`sorry: ${message}`, { status: 503 });
  },
  async handler(request, info) {
    const { pathname, searchParams } = new URL(request.url);
    switch (pathname) {
      case "/":
        return new Response("home");
      case "/users":
        return Response.json({ created: (await request.json()).name }, { status: 201 });
      case "/stream":
        return new Response(
          ReadableStream.from(["one ", "two"]).pipeThrough(new TextEncoderStream()),
        );
      case "/fail":
        throw new Error("Out of paper");
      case "/worse/fail":
        throw new Error("worse");
      case "/errors":
        return new Response(String(errorCount));
      case "/nothing":
        return undefined as unknown as Response;
      case "/error-response":
        return Response.error();
      case "/client":
        return new Response(info.remoteAddr.hostname);
      case "/address":
        return new Response(`${listening === `tcp ${server.addr.port}`} ${server.addr.transport}`);
      case "/second":
        return await fetch(`http://127.0.0.1:${second.addr.port}${searchParams.get("path")}`);
    }
    const id = pathname.match(/^\/users\/(.+)/)?.[1];
    if (id) return Response.json({ id, verbose: searchParams.get("verbose") ?? "" });
    return new Response("not here", { status: 404 });
  },
});

const second = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  (request, info) =>
    new Response(`${new URL(request.url).pathname} for ${info.remoteAddr.hostname}`),
);

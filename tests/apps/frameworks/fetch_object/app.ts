// What `deno serve` takes: an object with fetch(), here without any framework.
export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    const id = pathname.match(/^\/users\/(.+)/)?.[1];
    if (pathname === "/") return new Response("home");
    if (id) return Response.json({ id, verbose: searchParams.get("verbose") ?? "" });
    if (pathname === "/users") {
      return Response.json({ created: (await request.json()).name }, { status: 201 });
    }
    if (pathname === "/stream") {
      return new Response(
        ReadableStream.from(["one ", "two"]).pipeThrough(new TextEncoderStream()),
      );
    }
    if (pathname === "/fail") throw new Error("Out of paper");
    return new Response("not here", { status: 404 });
  },
} satisfies Deno.ServeDefaultExport;

// node:http without any framework.
import { createServer } from "node:http";
import { json } from "node:stream/consumers";

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  const id = pathname.match(/^\/users\/(.+)/)?.[1];
  if (pathname === "/") return response.end("home");
  if (pathname === "/client") return response.end(request.socket.remoteAddress);
  if (id) return response.end(JSON.stringify({ id, verbose: searchParams.get("verbose") ?? "" }));
  if (pathname === "/users") {
    const { name } = await json(request);
    response.writeHead(201, [
      "Content-Type",
      "application/json",
      "Set-Cookie",
      "a=1",
      "Set-Cookie",
      "b=2",
    ]);
    return response.end(JSON.stringify({ created: name }));
  }
  if (pathname === "/stream") {
    response.write("one ");
    return setTimeout(() => response.end("two"), 1);
  }
  response.writeHead(404, "Nothing Here").end();
});
server.listen(8000);

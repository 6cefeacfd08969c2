// HTTP/2 without TLS.
import http2 from "node:http2";

http2.createServer((request, response) => {
  response.setHeader("x-version", request.httpVersion);
  response.end(`${request.method} ${request.url} from ${request.socket.remoteAddress}`);
}).listen(8000);

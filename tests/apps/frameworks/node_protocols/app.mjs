// node:http and everything that is more than one request and one answer; with TLS when told where the keys are.
import { WebSocketServer } from "ws";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import process from "node:process";

const keys = process.argv[2];
const server = keys === undefined ? http.createServer(answer) : https.createServer({
  cert: readFileSync(`${keys}/cert.pem`),
  key: readFileSync(`${keys}/key.pem`),
}, answer);

function answer(request, response) {
  switch (request.url) {
    case "/client":
      return response.end(
        JSON.stringify([request.socket.remoteAddress, request.socket.remotePort]),
      );
    case "/events": {
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      let count = 0;
      const send = () => response.write(`data: ${++count}\n\n`);
      send();
      const timer = setInterval(send, 10);
      return response.on("close", () => clearInterval(timer));
    }
    case "/upload": {
      const hash = createHash("sha256");
      return request.on("data", (piece) => hash.update(piece))
        .on("end", () => response.end(hash.digest("hex")));
    }
    default:
      return response.end("secure enough");
  }
}

const sockets = new WebSocketServer({ noServer: true });
server.on("upgrade", (request, socket, head) => {
  if (request.url !== "/echo") return socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  sockets.handleUpgrade(request, socket, head, (client) => {
    client.on("message", (data) => client.send(`echo ${data}`));
  });
});
server.listen(8000);

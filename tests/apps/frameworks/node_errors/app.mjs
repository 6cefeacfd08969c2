// Listeners that fail, and a process that wants to know.
import { createServer } from "node:http";
import process from "node:process";

const seen = [];
process.on("uncaughtException", (error, origin) => seen.push(`${origin}: ${error.message}`));
process.on("unhandledRejection", (error) => seen.push(`unhandledRejection: ${error.message}`));

const server = createServer((request, response) => {
  if (request.url === "/seen") return response.end(seen.join("\n"));
  if (request.url === "/reject") {
    setTimeout(() => response.end("rejected"), 5);
    return Promise.reject(new Error("refused"));
  }
  setTimeout(() => {
    response.end("late");
    throw new Error("too late");
  }, 1);
});
server.on("request", (request) => {
  if (request.url === "/fail") throw new Error("Out of paper");
});
server.on("clientError", (error, socket) => {
  seen.push(`clientError: ${error.message}`);
  socket.end("HTTP/1.1 418 I'm a Teapot\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
});
server.listen(8000);

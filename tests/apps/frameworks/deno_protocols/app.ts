// Deno.serve and everything that is more than one request and one answer; with TLS when told where the keys are.
const [keys] = Deno.args;
const tls = keys === undefined ? {} : {
  cert: Deno.readTextFileSync(`${keys}/cert.pem`),
  key: Deno.readTextFileSync(`${keys}/key.pem`),
};

Deno.serve(tls, async (request, { remoteAddr }) => {
  switch (new URL(request.url).pathname) {
    case "/client":
      return Response.json([remoteAddr.hostname, remoteAddr.port]);
    case "/echo": {
      const { socket, response } = Deno.upgradeWebSocket(request);
      socket.onmessage = ({ data }) => socket.send(`echo ${data}`);
      return response;
    }
    case "/events":
      return new Response(events(), { headers: { "Content-Type": "text/event-stream" } });
    case "/upload": {
      const digest = await crypto.subtle.digest("SHA-256", await request.arrayBuffer());
      return new Response(new Uint8Array(digest).toHex());
    }
    default:
      return new Response("secure enough");
  }
});

/** One event at once, one when the client has had time to see it, and so on until it leaves. */
function events(): ReadableStream<Uint8Array> {
  let count = 0;
  let timer: ReturnType<typeof setInterval>;
  return new ReadableStream({
    start(controller) {
      const send = () => controller.enqueue(`data: ${++count}\n\n`);
      send();
      timer = setInterval(send, 10);
    },
    cancel: () => clearInterval(timer),
  }).pipeThrough(new TextEncoderStream());
}

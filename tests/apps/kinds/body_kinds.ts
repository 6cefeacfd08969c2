// Kinds whose work goes on after the handler has returned: streamed bodies and a WebSocket.
import { type Kind, sleep } from "./kind.ts";

const PIECES = 3;
const piece = new TextEncoder().encode("piece");

/** Kinds by the path that asks for them. */
export const bodyKinds: Readonly<Record<string, Kind>> = {
  body_pull: {
    steps: 2,
    run(burn) {
      let count = 0;
      return new Response(
        new ReadableStream({
          async pull(controller) {
            burn(1, 1);
            await sleep(1);
            burn(2, 1);
            if (++count < PIECES) controller.enqueue(piece);
            else controller.close();
          },
        }),
      );
    },
  },
  body_generator: {
    steps: 1,
    run(burn) {
      async function* pieces() {
        for (let i = 0; i < PIECES; i++) {
          await sleep(1);
          burn(1);
          yield piece;
        }
      }
      return new Response(ReadableStream.from(pieces()));
    },
  },
  body_transform: {
    steps: 2,
    run(burn) {
      let count = 0;
      const source = new ReadableStream({
        async pull(controller) {
          await sleep(1);
          burn(1, 1);
          if (++count < PIECES) controller.enqueue(piece);
          else controller.close();
        },
      });
      const through = new TransformStream({
        transform(chunk, controller) {
          burn(2, 1);
          controller.enqueue(chunk);
        },
      });
      return new Response(source.pipeThrough(through));
    },
  },
  web_socket: {
    steps: 2,
    run(burn, request) {
      const { socket, response } = Deno.upgradeWebSocket(request);
      socket.onopen = () => burn(1);
      socket.onmessage = ({ data }) => {
        burn(2, 1);
        socket.send(data);
      };
      return response;
    },
  },
};

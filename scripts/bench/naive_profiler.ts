// What most people try first, for comparison: Profiler.start and .stop around each request. Requests must go
// one at a time, since V8's profiler cannot tell them apart. Preloaded, so that the app stays the same.
import inspector from "node:inspector/promises";

const SAMPLING_INTERVAL = 100;

const session = new inspector.Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.setSamplingInterval", { interval: SAMPLING_INTERVAL });

type Handler = (request: Request, info: Deno.ServeHandlerInfo) => Response | Promise<Response>;

let turn: Promise<unknown> = Promise.resolve();

function profiling(handler: Handler): Handler {
  return (request, info) => {
    const response = turn.then(async () => {
      await session.post("Profiler.start");
      try {
        return await handler(request, info);
      } finally {
        // The profile is dropped: naming and writing it would only make this slower.
        await session.post("Profiler.stop");
      }
    });
    turn = response.catch(() => {});
    return response;
  };
}

const { serve } = Deno;
Object.defineProperty(Deno, "serve", {
  value: (options: Deno.ServeTcpOptions, handler: Handler) => serve(options, profiling(handler)),
});

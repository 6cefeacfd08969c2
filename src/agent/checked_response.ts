// What Deno.serve refuses to send. It is refused here in Deno's words, before anything is done with it, so
// that the app's onError hears of it and the request's record has the status that was sent.
import { originals } from "./builtins.ts";

/** `answer` when it can be sent; else throws the TypeError that Deno would throw. */
export function checkedResponse(answer: unknown): Response {
  if (!(answer instanceof originals.Response)) {
    throw new TypeError(
      "Return value from serve handler must be a response or a promise resolving to a response",
    );
  }
  if (answer.type === "error") {
    throw new TypeError(
      "Return value from serve handler must not be an error response (like Response.error())",
    );
  }
  // Of a static body, too: unlike `body`, this property leaves it as it is.
  if (answer.bodyUsed) {
    throw new TypeError(
      "The body of the Response returned from the serve handler has already been consumed",
    );
  }
  return answer;
}

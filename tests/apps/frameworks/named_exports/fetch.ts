// A handler exported as "fetch".
export function fetch(request: Request): Response {
  return new Response(`fetch ${new URL(request.url).pathname}`);
}

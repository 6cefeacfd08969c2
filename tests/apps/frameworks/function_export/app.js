// A handler as default export, in plain JavaScript.
export default function handler(request, info) {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname === "/") return new Response("home");
  if (pathname === "/client") return new Response(info.remoteAddr.hostname);
  const id = pathname.match(/^\/users\/(.+)/)?.[1];
  if (id) return Response.json({ id, verbose: searchParams.get("verbose") ?? "" });
  return new Response(null, { status: 404 });
}

// Who is believed about a route, and what stands in for one.
import assert from "node:assert/strict";
import { routeNotes } from "./route_notes.ts";

const head = (target = "/users/7") => ({
  method: "GET",
  target,
  host: "",
  protocol: "HTTP/1.1",
  upstreamPort: 1,
});

Deno.test("routeNotes.takeRoute() asks the tellers in their order", () => {
  const asked = head();
  routeNotes.add(asked, () => undefined);
  routeNotes.add(asked, () => assert.fail("a framework that we do not know"));
  routeNotes.add(asked, (status) => `/users/:id ${status}`);
  routeNotes.add(asked, () => "/never");
  routeNotes.setStatus(asked, 201);
  assert.equal(routeNotes.takeRoute(asked), "/users/:id 201");
});

Deno.test("routeNotes.takeRoute() folds the path when nobody knows", () => {
  assert.equal(routeNotes.takeRoute(head("/users/7?page=2#top")), "/users/*");
  assert.equal(routeNotes.takeRoute(head("/")), "/");
});

Deno.test("routeNotes.takeRoute() gives no route to what was not found, unless a route says so itself", () => {
  const robot = head("/wp-login.php");
  routeNotes.setStatus(robot, 404);
  assert.equal(routeNotes.takeRoute(robot), "");
  const deleted = head();
  routeNotes.setStatus(deleted, 404);
  routeNotes.add(deleted, () => "/users/:id");
  assert.equal(routeNotes.takeRoute(deleted), "/users/:id");
});

Deno.test("routeNotes.takeRoute() lets go of the tellers, which hold the framework's objects", () => {
  const asked = head("/a");
  routeNotes.add(asked, () => "/told");
  assert.equal(routeNotes.takeRoute(asked), "/told");
  assert.equal(routeNotes.takeRoute(asked), "/a");
});

// An import map in a file of its own, which even redirects a module that the agent needs.
import { home } from "#answers/home.ts";

export default { fetch: () => new Response(home) };

// An app in a workspace, which uses its neighbour by name.
import { greeting } from "@example/greeting";

export default { fetch: () => new Response(greeting("workspace")) };

// oak's routes. Its router leaves the layers that matched on the context of a request, whose class is not to
// be seen from outside; but oak opens its servers in a file that lies beside the one of this class.
import { requestInScope } from "../owner_tracker.ts";
import type { LoggedRequest } from "../request_log.ts";
import { routeNotes } from "./route_notes.ts";

/** A route of oak: middleware has no methods. */
interface OakLayer {
  readonly path: string;
  readonly methods: readonly string[];
}

/** From JSR and from npm, of oak 11 to 17. */
const SERVER_FILE = /((?:file|https?):\/\/\S*oak\S*\/)http_server_(?:native|node)\.([jt]s)/;
const CONTEXT_CLASS = "Context";

/** To be called while a server is opened: if it is oak that does it, its contexts are noted. */
export function followOak(): void {
  const { stack } = new Error();
  const [, folder, extension] = SERVER_FILE.exec(typeof stack === "string" ? stack : "") ?? [];
  if (folder === undefined) return;
  import(`${folder}context.${extension}`).then(
    (module) => noteMatches(module[CONTEXT_CLASS].prototype),
    // Another oak than those that we know.
    () => {},
  );
}

function noteMatches(contexts: object): void {
  if ("matched" in contexts) return;
  const matchedByContext = new WeakMap<object, readonly OakLayer[]>();
  Object.defineProperty(contexts, "matched", {
    get(this: object) {
      return matchedByContext.get(this);
    },
    set(this: object, layers: readonly OakLayer[]) {
      matchedByContext.set(this, layers);
      note(layers);
    },
    configurable: true,
  });
}

/** Routers below each other go on filling the same array, so it is read at the end. */
function note(layers: readonly OakLayer[]): void {
  const request = requestInScope() as LoggedRequest | undefined;
  if (!request?.isActive) return;
  const { head } = request;
  routeNotes.add(
    head,
    () => layers.findLast(({ methods }) => methods.includes(head.method))?.path,
  );
}

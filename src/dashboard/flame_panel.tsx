// The markup around a flame graph and its call tree; client/flame.js brings it to life.
import type { Tint } from "./client/flame_types.d.ts";

/** The ways to look at a recording; the first is the one to start with. */
export type FlameViewName = "time" | "left" | "sandwich";

const VIEW_TEXTS: Readonly<Record<FlameViewName, { text: string; title: string }>> = {
  time: { text: "Time order", title: "What was on the stack when" },
  left: { text: "Left heavy", title: "Same stacks as one, the heaviest first" },
  sandwich: { text: "Sandwich", title: "Who calls a function, and what it calls" },
};

const LEGEND: readonly (readonly [Tint, string])[] = [
  ["app", "your code"],
  ["dependency", "packages"],
  ["runtime", "runtime"],
  ["gc", "garbage collection"],
  ["wait", "waiting"],
  ["queued", "queued"],
  ["unsampled", "not sampled"],
];

const KEYS: readonly (readonly [string, string])[] = [
  ["1 2 3", "Views, in the order of the buttons"],
  ["/", "Search; Enter goes to the next match, Esc clears"],
  ["n N", "Next match, the one before"],
  ["m", "My code only"],
  ["p", "One box for each package"],
  ["s", "Sandwich of the selected function"],
  ["c", "Copy the stack"],
  ["Esc", "Show everything, select nothing"],
  ["↑ ↓ ← →", "In the graph: caller, callee, neighbours"],
  ["Enter", "In the graph: zoom to the selection"],
  ["+ − 0", "In the graph: zoom in, out, show everything"],
  ["Shift ← →", "In the graph: move sideways"],
  ["Ctrl wheel", "Zoom; without Ctrl when the graph has the focus"],
  ["Shift wheel", "Move sideways"],
];

/** A flame graph of the flame file at `src`. */
export function FlamePanel({ src, views, isDiff = false }: {
  src: string;
  views: readonly FlameViewName[];
  isDiff?: boolean;
}) {
  return (
    <section
      id="flame"
      class="panel flame"
      aria-label="Flame graph"
      data-src={src}
      data-views={views.join()}
      data-state="loading"
    >
      <FlameToolbar views={views} />
      <p id="flame-focus" class="flame-focus" hidden></p>
      <div id="flame-scroller" class="flame-scroller">
        <canvas
          id="flame-canvas"
          tabindex={0}
          role="img"
          aria-label="Flame graph. The call tree below has the same as a table"
          aria-describedby="flame-status"
        >
        </canvas>
        <div id="flame-spacer"></div>
      </div>
      <div id="flame-tooltip" class="flame-tooltip" role="presentation" hidden></div>
      <Selection />
      {isDiff ? <DiffLegend /> : <TintLegend />}
      <Keys />
    </section>
  );
}

function FlameToolbar({ views }: { views: readonly FlameViewName[] }) {
  return (
    <div class="toolbar">
      <div class="segments" role="group" aria-label="View">
        {views.map((view) => (
          <button
            type="button"
            data-view={view}
            aria-pressed={view === views[0] ? "true" : "false"}
            title={VIEW_TEXTS[view].title}
          >
            {VIEW_TEXTS[view].text}
          </button>
        ))}
      </div>
      <button type="button" data-rule="mine" aria-pressed="false" title="Hide frames of others (m)">
        My code
      </button>
      <button
        type="button"
        data-rule="packages"
        aria-pressed="false"
        title="One box for each package (p)"
      >
        By package
      </button>
      <div class="flame-search">
        <input
          type="search"
          id="flame-search"
          placeholder="Search functions, files"
          aria-label="Search functions and files"
          autocomplete="off"
          spellcheck={false}
        />
        <output id="flame-matches" for="flame-search"></output>
      </div>
      <div class="segments push" role="group" aria-label="Zoom">
        <button type="button" data-action="out" aria-label="Zoom out" title="Zoom out (−)">
          −
        </button>
        <button type="button" data-action="all" title="Show everything (Esc)">All</button>
        <button type="button" data-action="in" aria-label="Zoom in" title="Zoom in (+)">+</button>
      </div>
      <button type="button" class="bare" data-action="help" aria-label="Keys" title="Keys (?)">
        ?
      </button>
    </div>
  );
}

/** What is selected, and what can be done with it. */
function Selection() {
  return (
    <div class="selection">
      <strong id="selected-name">Nothing is selected</strong>
      <a id="selected-place" class="mono"></a>
      <span id="flame-status" class="dim" role="status">Loading…</span>
      <span id="selected-actions" class="push" hidden>
        <button type="button" data-action="sandwich" title="Callers and callees (s)">
          Sandwich
        </button>
        <button type="button" data-action="copy" title="Copy the stack (c)">Copy stack</button>
        <a id="selected-editor" class="button" hidden>Open in editor</a>
      </span>
    </div>
  );
}

function TintLegend() {
  return (
    <ul class="legend tints" aria-label="Colours of the flame graph">
      {LEGEND.map(([tint, text]) => (
        <li>
          <span class={`swatch tint-${tint}`}></span>
          {text}
        </li>
      ))}
      <li>
        <span class="swatch waits"></span>
        a blue foot: the part that waits
      </li>
    </ul>
  );
}

function DiffLegend() {
  return (
    <ul class="legend tints" aria-label="Colours of the flame graph">
      <li>
        <span class="swatch diff-same"></span>before and after
      </li>
      <li>
        <span class="swatch diff-more"></span>more time than before
      </li>
      <li>
        <span class="swatch diff-less"></span>less time than before
      </li>
      <li>A box is as wide as the longer of the two.</li>
    </ul>
  );
}

function Keys() {
  return (
    <dialog id="flame-help" class="keys" aria-labelledby="keys-title">
      <form method="dialog">
        <h2 id="keys-title">Keys</h2>
        <dl>
          {KEYS.map(([keys, text]) => (
            <div>
              <dt>{keys.split(" ").map((key) => <kbd>{key}</kbd>)}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}

/** The call tree of the same recording; its rows are made by client/flame_tree.js. */
export function CallTreePanel({ isDiff = false }: { isDiff?: boolean }) {
  const columns = isDiff ? ["Before", "After", "Change"] : ["Share", "Total", "Self", "Waiting"];
  return (
    <section class="panel tree-panel" aria-labelledby="call-tree-title">
      <h2 id="call-tree-title">Call tree</h2>
      <div class="tree-scroller">
        <table id="call-tree" class="grid" role="treegrid" aria-labelledby="call-tree-title">
          <thead>
            <tr>
              <th scope="col">Function</th>
              {columns.map((text) => <th scope="col" class="num">{text}</th>)}
            </tr>
          </thead>
          <tbody></tbody>
        </table>
      </div>
    </section>
  );
}

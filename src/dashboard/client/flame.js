// @ts-check
/// <reference no-default-lib="true" />
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/// <reference lib="esnext" />
// The flame graph of a page: joins the graph, its tools, the line that tells of the selected box, the call tree
// and the address. The markup is made by src/dashboard/flame_panel.tsx.
import { boxOfNode } from "./flame_boxes.js";
import { FlameClient } from "./flame_client.js";
import { matchFrames } from "./flame_search.js";
import { focusName, formatState, parseState } from "./flame_state.js";
import { CallTree } from "./flame_tree.js";
import { FlameView } from "./flame_view.js";
import { boxLines, boxTimes, stackText } from "./flame_words.js";
import { formatMicros, formatShare } from "./format_time.js";

/** @typedef {import("./flame_types.d.ts").Boxes} Boxes */
/** @typedef {import("./flame_types.d.ts").FlameFrame} FlameFrame */
/** @typedef {import("./flame_state.js").FlameState} FlameState */
/** @typedef {import("./flame_range.js").Range} Range */

/** When the view has been still for this long, a finer layout is asked for and the address changed. */
const REFINE_MS = 90;

/** @type {(selector: string) => HTMLElement} */
const find = (selector) => /** @type {HTMLElement} */ (document.querySelector(selector));

class FlamePage {
  #root = find("#flame");
  #views = (this.#root.dataset.views ?? "").split(",");
  #client = new FlameClient();
  /** @type {FlameView} */
  #view = new FlameView({
    scroller: find("#flame-scroller"),
    canvas: /** @type {HTMLCanvasElement} */ (find("#flame-canvas")),
    spacer: find("#flame-spacer"),
    tooltip: find("#flame-tooltip"),
  }, {
    selected: (box) => this.#selectedBox(box),
    moved: () => this.#moved(),
    describe: (box) => boxLines(this.#boxes(), this.#frames, box),
  });
  #tree = new CallTree(
    /** @type {HTMLTableSectionElement} */ (find("#call-tree tbody")),
    this.#client,
    (node) => this.#selectNode(node),
  );
  #search = /** @type {HTMLInputElement} */ (find("#flame-search"));
  #state = parseState(location.hash, this.#views);
  /** @type {readonly FlameFrame[]} */
  #frames = [];
  #total = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #refining;
  /** Counts layouts asked for: only the last answer counts. */
  #asked = 0;
  #refined = 0;

  async start() {
    this.#listen();
    try {
      await this.#client.open(this.#root.dataset.src ?? "");
      await this.#showRules();
    } catch (error) {
      this.#say(`Cannot show the flame graph: ${error instanceof Error ? error.message : error}`);
      this.#root.dataset.state = "failed";
    }
  }

  /** A sandwich without a function takes the first that is selected. @param {number} box */
  #selectedBox(box) {
    const frame = box < 0 ? undefined : this.#frames[this.#boxes().frame[box]];
    const isWanted = this.#state.view === "sandwich" && this.#focusFrame() < 0;
    if (isWanted && frame && frame.tint !== "root") this.#change({ focus: focusName(frame) });
    else this.#tellSelection(box);
  }

  /** @returns {Boxes} */
  #boxes() {
    return /** @type {Boxes} */ (this.#view.boxes);
  }

  #listen() {
    this.#root.addEventListener("click", (event) => this.#press(event));
    this.#search.addEventListener("input", () => this.#searched());
    this.#search.addEventListener("keydown", (event) => this.#searchKey(event));
    document.addEventListener("keydown", (event) => this.#key(event));
    addEventListener("hashchange", () => this.#goTo(parseState(location.hash, this.#views)));
    for (const link of document.querySelectorAll("[data-focus]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.#openSandwich(link.getAttribute("data-focus") ?? "");
      });
    }
  }

  /** Shows the frames that the rules let through, in all views. */
  async #showRules() {
    const { isMine, isByPackage } = this.#state;
    const answer = this.#client.show({ isMine, isByPackage });
    const { shown } = this.#client;
    const { frames, total } = await answer;
    if (shown !== this.#client.shown) return;
    this.#frames = frames;
    this.#total = total;
    await this.#showView(this.#state.range);
    if (shown !== this.#client.shown) return;
    await this.#tree.show(frames, total);
    this.#root.dataset.tree = "ready";
  }

  /** @param {Range} [range] */
  async #showView(range) {
    const asked = ++this.#asked;
    this.#root.dataset.state = "working";
    const boxes = await this.#client.layout({ ...this.#wanted(), from: 0, to: this.#total });
    if (asked !== this.#asked) return;
    this.#view.show(boxes, this.#frames, range);
    this.#tellSelection(-1);
    this.#showTools();
    await this.#showMatches();
    if (range) this.#refine();
    this.#root.dataset.state = "ready";
  }

  /** @returns {{ view: FlameState["view"], frame: number }} */
  #wanted() {
    const frame = this.#focusFrame();
    if (this.#state.view === "sandwich" && frame < 0) return { view: "left", frame: 0 };
    return { view: this.#state.view, frame };
  }

  #focusFrame() {
    return this.#frames.findIndex((frame) => focusName(frame) === this.#state.focus);
  }

  /** Browsers refuse an address that changes with every frame. */
  #moved() {
    clearTimeout(this.#refining);
    this.#refining = setTimeout(() => {
      this.#save();
      this.#refine();
    }, REFINE_MS);
  }

  /** Lays out what is in view and as much on either side, when the boxes at hand are too coarse for it. */
  async #refine() {
    const boxes = this.#boxes();
    const { from, to } = this.#view.range;
    const span = to - from;
    const isCovered = boxes.from <= from && boxes.to >= Math.min(to, boxes.total) - 1e-6;
    if (this.#state.view !== "time" || (isCovered && boxes.grain * 3000 < span)) return;
    const asked = this.#asked;
    const refined = ++this.#refined;
    const finer = await this.#client.layout({
      view: "time",
      frame: 0,
      from: Math.max(0, from - span),
      to: Math.min(this.#total, to + span),
    });
    if (asked === this.#asked && refined === this.#refined) this.#view.refine(finer);
  }

  /** @param {FlameState} state */
  async #goTo(state) {
    const { isMine, isByPackage } = this.#state;
    this.#state = state;
    this.#search.value = state.query;
    if (state.isMine !== isMine || state.isByPackage !== isByPackage) await this.#showRules();
    else await this.#showView(state.range);
  }

  /** @param {Partial<FlameState>} change */
  async #change(change) {
    await this.#goTo({ ...this.#state, range: undefined, ...change });
    this.#save();
  }

  #save() {
    const { boxes, range } = this.#view;
    const isWhole = !boxes || range.to - range.from > boxes.total * 0.9999;
    this.#state = { ...this.#state, range: isWhole ? undefined : range };
    const hash = formatState(this.#state, this.#views);
    if (hash !== location.hash) {
      history.replaceState(null, "", hash || location.pathname + location.search);
    }
  }

  /** @param {string} focus */
  #openSandwich(focus) {
    // A function that the rules hide has no sandwich.
    const isShown = this.#frames.some((frame) => focusName(frame) === focus);
    const rules = isShown ? {} : { isMine: false, isByPackage: false };
    this.#bringIntoView();
    this.#change({ view: "sandwich", focus, ...rules });
  }

  #showTools() {
    const { view, isMine, isByPackage, focus } = this.#state;
    /** @type {Record<string, boolean>} */
    const pressed = { mine: isMine, packages: isByPackage };
    for (const button of this.#root.querySelectorAll("button[data-view]")) {
      button.setAttribute("aria-pressed", `${button.getAttribute("data-view") === view}`);
    }
    for (const button of this.#root.querySelectorAll("button[data-rule]")) {
      button.setAttribute("aria-pressed", `${pressed[button.getAttribute("data-rule") ?? ""]}`);
    }
    this.#search.value = this.#state.query;
    const title = find("#flame-focus");
    title.hidden = view !== "sandwich";
    title.textContent = this.#focusFrame() >= 0
      ? `Callers above, callees below ${focus}`
      : "Select a function, here or in a table, to see who calls it and what it calls";
  }

  #searched() {
    this.#state = { ...this.#state, query: this.#search.value };
    this.#save();
    this.#showMatches();
  }

  async #showMatches() {
    const { query } = this.#state;
    this.#view.matches = matchFrames(this.#frames, query);
    this.#view.draw();
    const output = find("#flame-matches");
    const found = this.#view.matches && await this.#client.matched(query);
    if (query !== this.#state.query) return;
    output.textContent = found
      ? `${formatShare(found.micros, this.#total)} of the time, ${formatMicros(found.micros)}`
      : "";
  }

  /** Selects the next box in view order that matches. @param {number} step */
  #nextMatch(step) {
    const { boxes, matches, selected } = this.#view;
    if (!boxes || !matches) return;
    const count = boxes.frame.length;
    for (let i = 1; i <= count; i++) {
      const box = (selected + step * i + count * (i + 1)) % count;
      if (matches[boxes.frame[box]] !== 1) continue;
      this.#view.select(box);
      this.#view.zoomTo(box);
      return;
    }
  }

  /** @param {KeyboardEvent} event */
  #searchKey(event) {
    if (event.key === "Enter") this.#nextMatch(event.shiftKey ? -1 : 1);
    if (event.key === "Escape") {
      this.#search.value = "";
      this.#searched();
      find("#flame-canvas").focus();
    }
  }

  /** @param {MouseEvent} event */
  #press(event) {
    const button = /** @type {Element} */ (event.target).closest("button");
    const { view, rule, action } = button?.dataset ?? {};
    if (view) this.#openView(/** @type {FlameState["view"]} */ (view));
    else if (rule) this.#toggle(rule);
    else if (action) this.#act(action);
  }

  /** @param {FlameState["view"]} view */
  #openView(view) {
    const { selected } = this.#view;
    const frame = selected >= 0 ? this.#frames[this.#boxes().frame[selected]] : undefined;
    const focus = view === "sandwich" && frame && frame.tint !== "root"
      ? focusName(frame)
      : this.#state.focus;
    this.#bringIntoView();
    this.#change({ view, focus });
  }

  /** A key or a table further down changes the graph: it should be seen to change. */
  #bringIntoView() {
    if (this.#root.getBoundingClientRect().top < 0) this.#root.scrollIntoView();
  }

  /** @param {string} rule */
  #toggle(rule) {
    if (rule === "mine") this.#change({ isMine: !this.#state.isMine });
    else this.#change({ isByPackage: !this.#state.isByPackage });
  }

  /** @param {string} action */
  #act(action) {
    if (action === "in") this.#view.zoomBy(0.5);
    else if (action === "out") this.#view.zoomBy(2);
    else if (action === "all") this.#view.reset();
    else if (action === "sandwich") this.#openView("sandwich");
    else if (action === "copy") this.#copyStack();
    else if (action === "help") {
      /** @type {HTMLDialogElement} */ (find("#flame-help")).showModal();
    }
  }

  /** Shortcuts of the whole page; the graph's own are in FlameView. @param {KeyboardEvent} event */
  #key(event) {
    const target = /** @type {Element} */ (event.target);
    const isTyping = target.closest("input, textarea, select, dialog[open]");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const view = /** @type {FlameState["view"] | undefined} */ (this.#views[Number(event.key) - 1]);
    if (view) this.#openView(view);
    else if (event.key === "/") this.#search.focus();
    else if (event.key === "n" || event.key === "N") this.#nextMatch(event.key === "n" ? 1 : -1);
    else if (event.key === "m") this.#toggle("mine");
    else if (event.key === "p") this.#toggle("packages");
    else if (event.key === "s" && this.#views.includes("sandwich")) this.#openView("sandwich");
    else if (event.key === "c") this.#copyStack();
    else if (event.key === "?") this.#act("help");
    else if (event.key === "Escape") this.#escape();
    else return;
    event.preventDefault();
  }

  #escape() {
    this.#view.select(-1);
    this.#view.reset();
  }

  async #copyStack() {
    const { selected } = this.#view;
    if (selected < 0) return this.#say("Select a box first, then copy its stack");
    const text = stackText(this.#boxes(), this.#frames, selected);
    try {
      await navigator.clipboard.writeText(text);
      this.#say(`Copied a stack of ${text.split("\n").length} functions`);
    } catch {
      this.#say("The browser does not let this page use the clipboard");
    }
  }

  /** @param {number} node */
  #selectNode(node) {
    if (this.#state.view === "sandwich") return;
    this.#view.select(boxOfNode(this.#boxes(), node));
  }

  /** The line below the graph. @param {number} box */
  #tellSelection(box) {
    const frame = box < 0 ? undefined : this.#frames[this.#boxes().frame[box]];
    find("#selected-name").textContent = frame?.name ?? "Nothing is selected";
    const place = /** @type {HTMLAnchorElement} */ (find("#selected-place"));
    place.textContent = frame?.place ?? "";
    if (frame?.source) place.href = frame.source;
    else place.removeAttribute("href");
    const editor = /** @type {HTMLAnchorElement} */ (find("#selected-editor"));
    editor.hidden = !frame?.editor;
    if (frame?.editor) editor.href = frame.editor;
    find("#selected-actions").hidden = !frame;
    this.#say(frame ? boxTimes(this.#boxes(), box) : this.#hint());
    const isNode = frame && this.#state.view !== "sandwich";
    if (isNode && !find("#call-tree").contains(document.activeElement)) {
      this.#tree.reveal(this.#boxes().node[box]);
    }
  }

  #hint() {
    if (this.#total === 0) return "The recording has no samples";
    return "Click a box to zoom in, Esc shows everything, / searches, ? lists all keys";
  }

  /** @param {string} text */
  #say(text) {
    find("#flame-status").textContent = text;
  }
}

if (document.querySelector("#flame")) new FlamePage().start();

// @ts-check
// The language of the list's filter, the same on the server and in the browser. Words are looked for in method,
// path, query, route and status; `ms>50`, `status:5xx`, `path:/users` look at one of them; `-` in front takes out.

/** @typedef {import("../list_row.ts").ListRow} ListRow */
/** @typedef {(row: ListRow) => boolean} Filter */

/** Amounts by the name in the filter, in the unit of the filter. @type {Record<string, (row: ListRow) => number>} */
const NUMBERS = {
  ms: (row) => milliseconds(row.duration),
  cpu: (row) => milliseconds(row.cpu),
  gc: (row) => milliseconds(row.gc),
  wait: (row) => milliseconds(row.wait),
  queued: (row) => milliseconds(row.queued),
  size: (row) => row.size ?? NaN,
  status: (row) => row.status ?? NaN,
};

/** @type {Record<string, (row: ListRow) => string>} */
const TEXTS = {
  method: (row) => row.method,
  path: (row) => row.path,
  query: (row) => row.query,
  route: (row) => row.route,
  is: (row) => `${row.kind} ${row.outcome}`,
  name: (row) => row.name,
};

/** @type {Record<string, (value: number, limit: number) => boolean>} */
const COMPARISONS = {
  ">": (value, limit) => value > limit,
  "<": (value, limit) => value < limit,
  ">=": (value, limit) => value >= limit,
  "<=": (value, limit) => value <= limit,
  "=": (value, limit) => value === limit,
  ":": (value, limit) => value === limit,
};

/**
 * What rows have to be to be shown; every term must hold. Never throws: what is no term is a word.
 * @param {string} text
 * @returns {Filter}
 */
export function requestFilter(text) {
  const filters = filterTerms(text).map(termFilter);
  return (row) => filters.every((accepts) => accepts(row));
}

/**
 * The terms of a filter: separated by blanks, which may stand in "quotes".
 * @param {string} text
 * @returns {string[]}
 */
export function filterTerms(text) {
  return text.match(/(?:"[^"]*"?|[^\s"])+/g) ?? [];
}

/**
 * `path=` with a value as filterTerms() takes it back.
 * @param {string} start
 * @param {string} value
 * @returns {string}
 */
export function filterTerm(start, value) {
  // A quote in a value cannot be written; it may stand for itself where no blank does.
  return /\s/.test(value) ? `${start}"${value.replaceAll('"', "")}"` : `${start}${value}`;
}

/**
 * @param {string} term
 * @returns {Filter}
 */
function termFilter(term) {
  // Half a term, as while it is typed, must not empty the list.
  if (term === "-") return () => true;
  if (term.startsWith("-")) {
    const accepts = termFilter(term.slice(1));
    return (row) => !accepts(row);
  }
  const [, name = "", comparison = "", rest = ""] = term.match(/^([a-z]+)(>=|<=|[:=<>])(.*)$/i) ??
    [];
  const value = unquoted(rest).toLowerCase();
  const key = name.toLowerCase();
  return numberFilter(key, comparison, value) ?? textFilter(key, comparison, value) ??
    wordFilter(unquoted(term).toLowerCase());
}

/**
 * @param {string} key
 * @param {string} comparison
 * @param {string} value
 * @returns {Filter | undefined}
 */
function numberFilter(key, comparison, value) {
  const amount = Object.hasOwn(NUMBERS, key) ? NUMBERS[key] : undefined;
  if (!amount) return undefined;
  if (/^[1-5]xx$/.test(value)) return (row) => Math.floor(amount(row) / 100) === Number(value[0]);
  const limit = Number(value.replace(/ms$/, ""));
  const compare = COMPARISONS[comparison];
  if (!compare || value === "" || Number.isNaN(limit)) return () => true;
  return (row) => compare(amount(row), limit);
}

/**
 * @param {string} key
 * @param {string} comparison
 * @param {string} value
 * @returns {Filter | undefined}
 */
function textFilter(key, comparison, value) {
  const text = Object.hasOwn(TEXTS, key) ? TEXTS[key] : undefined;
  if (!text) return undefined;
  if (comparison === "=") return (row) => text(row).toLowerCase() === value;
  return comparison === ":" ? (row) => text(row).toLowerCase().includes(value) : undefined;
}

/** What words are looked for in: made once for each row, as every key press asks. @type {WeakMap<ListRow, string>} */
const haystacks = new WeakMap();

/**
 * @param {string} word
 * @returns {Filter}
 */
function wordFilter(word) {
  return (row) => {
    let haystack = haystacks.get(row);
    if (haystack === undefined) {
      const { method, path, query, route, status } = row;
      haystack = `${method} ${path}${query} ${route} ${status ?? ""}`.toLowerCase();
      haystacks.set(row, haystack);
    }
    return haystack.includes(word);
  };
}

/** @param {string} text */
function unquoted(text) {
  return text.replaceAll('"', "");
}

/** @param {number | null} micros */
function milliseconds(micros) {
  return micros === null ? NaN : micros / 1000;
}

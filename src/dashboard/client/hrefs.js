// Addresses of pages that the browser makes as well.

/**
 * The page of a recording. Slashes of the name are encoded too: browsers resolve "/../" before they ask.
 * @param {string} name
 * @returns {string}
 */
export function requestHref(name) {
  return `/request/${encodeURIComponent(name.toWellFormed())}`;
}

/**
 * The page of a route.
 * @param {string} key
 * @returns {string}
 */
export function routeHref(key) {
  return `/route?${new URLSearchParams({ key })}`;
}

/**
 * What changed from recording `a` to recording `b`.
 * @param {string} a
 * @param {string} b
 * @returns {string}
 */
export function compareHref(a, b) {
  return `/compare?${new URLSearchParams({ a, b })}`;
}

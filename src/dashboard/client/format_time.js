// Amounts as people read them, on the server and in the browser alike.

/**
 * Three digits that count: "0.42 ms", "12.3 ms", "412 ms", "1.24 s", "2 min 5 s".
 * @param {number} micros
 * @returns {string}
 */
export function formatMicros(micros) {
  const ms = micros / 1000;
  if (!Number.isFinite(ms)) return "–";
  if (ms < 0.005) return "0 ms";
  if (ms < 9.995) return `${ms.toFixed(2)} ms`;
  if (ms < 99.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${ms.toFixed(0)} ms`;
  if (ms < 9_995) return `${(ms / 1000).toFixed(2)} s`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/**
 * "812 B", "41.1 kB", "1.2 MB"; "–" for a number that is not known.
 * @param {number} bytes
 * @returns {string}
 */
export function formatBytes(bytes) {
  if (!(bytes >= 0)) return "–";
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_950) return `${(bytes / 1e3).toFixed(1)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/**
 * "12.4 %"; nothing but zero is "0 %".
 * @param {number} part
 * @param {number} whole
 * @returns {string}
 */
export function formatShare(part, whole) {
  if (!(whole > 0) || part === 0) return "0 %";
  const percent = 100 * part / whole;
  return percent < 0.1 ? "< 0.1 %" : `${percent.toFixed(1)} %`;
}

/**
 * "15:04:05", with the day in front when that is not today; local time.
 * @param {number} epochMs
 * @param {number} now
 * @returns {string}
 */
export function formatClock(epochMs, now) {
  const date = new Date(epochMs);
  const time = date.toTimeString().slice(0, 8);
  const isToday = date.toDateString() === new Date(now).toDateString();
  return isToday ? time : `${date.toDateString().slice(4, 10)} ${time}`;
}

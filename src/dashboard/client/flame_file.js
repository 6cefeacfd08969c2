// @ts-check
// Reads what src/dashboard/flame_file.ts writes: JSON for what is little, columns of numbers for what is much.
// The browser never parses a profile.

/** @typedef {import("./flame_types.d.ts").FlameFile} FlameFile */

const COLUMN_TYPES = { u32: Uint32Array, f32: Float32Array, f64: Float64Array };

/**
 * The columns are views of `buffer`. Throws an Error for a file of another version.
 * @type {(buffer: ArrayBuffer) => FlameFile}
 */
export function readFlameFile(buffer) {
  const headBytes = new DataView(buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, headBytes)));
  if (head.version !== 1) throw new Error(`Flame file of version ${head.version}`);
  let offset = aligned(4 + headBytes);
  /** @type {Record<string, unknown>} */
  const columns = {};
  for (const { name, type, length } of head.columns) {
    const Type = COLUMN_TYPES[/** @type {keyof typeof COLUMN_TYPES} */ (type)];
    columns[name] = new Type(buffer, offset, length);
    offset = aligned(offset + length * Type.BYTES_PER_ELEMENT);
  }
  return /** @type {FlameFile} */ ({ frames: head.frames, hasTime: head.hasTime, ...columns });
}

/** Float64Array wants multiples of 8. @type {(offset: number) => number} */
function aligned(offset) {
  return Math.ceil(offset / 8) * 8;
}

// The functions whose time changed most.
import { frameLabel } from "../format/frame_label.ts";
import { type DiffTree, functionChanges } from "../model/diff/diff_tree.ts";
import { focusName } from "./client/flame_state.js";
import { formatMicros } from "./client/format_time.js";
import { Change } from "./compare_times.tsx";
import type { FrameLinks } from "./flame_frames.ts";

const ROWS = 40;
/** Smaller changes are noise of the sampler. */
const LEAST_MICROS = 5;

/** A table, the largest change of self time first; waiting is the self time of its site. */
export function CompareChanges({ diff, links }: { diff: DiffTree; links: FrameLinks }) {
  const changes = functionChanges(diff)
    .filter(({ selfBefore, selfAfter }) => Math.abs(selfAfter - selfBefore) >= LEAST_MICROS)
    .slice(0, ROWS);
  return (
    <section class="panel changes" aria-label="Changed functions">
      <h2>Changed functions</h2>
      {changes.length === 0
        ? <p class="dim">No function took more or less time.</p>
        : (
          <table class="grid short">
            <thead>
              <tr>
                <th scope="col" class="num">Before</th>
                <th scope="col" class="num">After</th>
                <th scope="col" class="num">Change of self</th>
                <th scope="col">Function</th>
              </tr>
            </thead>
            <tbody>
              {changes.map(({ frame, selfBefore, selfAfter }) => {
                const { name, place } = frameLabel(frame, links.base);
                const source = links.sourceOf(frame);
                return (
                  <tr>
                    <td class="num">{formatMicros(selfBefore)}</td>
                    <td class="num">{formatMicros(selfAfter)}</td>
                    <Change before={selfBefore} after={selfAfter} />
                    <td>
                      <a class="function" href="#flame" data-focus={focusName({ name, place })}>
                        {name}
                      </a>
                      {source
                        ? <a class="place" href={source}>{place}</a>
                        : <span class="place dim">{place}</span>}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        )}
    </section>
  );
}

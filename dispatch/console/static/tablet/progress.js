// @ts-check
/** How far a vehicle has come on its line, and which manoeuvre is next. Pure. */

/** @typedef {{lat: number, lon: number}} Point */
/** @typedef {{travelled_m: number, off_m: number, next: number|null, left_m: number}} Progress */

const METRES_PER_DEGREE = 111_195;
/** A line may pass the same place twice: the vehicle is looked for near where it was, before anywhere else. */
const BACK_M = 200;
const AHEAD_M = 2_000;
const NEAR_M = 60;
/** This close the manoeuvre is being made. */
const AT_TURN_M = 15;

/** @param {number[][]} line lon, lat @returns {number[]} metres from the beginning to each point */
export function lengths(line) {
  const cos = Math.cos(((line[0]?.[1] ?? 0) * Math.PI) / 180);
  let sum = 0;
  return line.map(([lon, lat], i) => {
    if (i) sum += Math.hypot((lon - line[i - 1][0]) * cos, lat - line[i - 1][1]) * METRES_PER_DEGREE;
    return sum;
  });
}

/**
 * @param {number[][]} line lon, lat
 * @param {number[]} along of `lengths`
 * @param {Point} at
 * @param {{from: number, to: number}} within metres
 */
function nearest(line, along, at, { from, to }) {
  const cos = Math.cos((at.lat * Math.PI) / 180);
  const best = { off_m: Infinity, travelled_m: 0 };
  for (let i = 1; i < line.length; i += 1) {
    if (along[i] < from || along[i - 1] > to) continue;
    const [ax, ay] = [(line[i - 1][0] - at.lon) * cos, line[i - 1][1] - at.lat];
    const [dx, dy] = [(line[i][0] - line[i - 1][0]) * cos, line[i][1] - line[i - 1][1]];
    const whole = dx * dx + dy * dy;
    const share = whole ? Math.min(1, Math.max(0, -(ax * dx + ay * dy) / whole)) : 0;
    const off_m = Math.hypot(ax + share * dx, ay + share * dy) * METRES_PER_DEGREE;
    if (off_m < best.off_m) Object.assign(best, { off_m, travelled_m: along[i - 1] + share * (along[i] - along[i - 1]) });
  }
  return best;
}

/**
 * @param {number[][]} line lon, lat
 * @param {{begin: number}[]} maneuvers
 * @param {Point} at
 * @param {number} [before] metres travelled when last asked
 * @returns {Progress}
 */
export function progress(line, maneuvers, at, before = 0) {
  const along = lengths(line);
  const close = nearest(line, along, at, { from: before - BACK_M, to: before + AHEAD_M });
  const found = close.off_m <= NEAR_M ? close : nearest(line, along, at, { from: 0, to: Infinity });
  const next = maneuvers.findIndex((one, i) => i > 0 && along[one.begin] > found.travelled_m + AT_TURN_M);
  const last = maneuvers.length - 1;
  const index = next >= 0 ? next : last >= 0 ? last : null;
  const left_m = index === null ? 0 : Math.max(0, along[maneuvers[index].begin] - found.travelled_m);
  return { ...found, next: index, left_m };
}

/**
 * The sentence for this distance: the last one that is due, or the nearest to come.
 * @param {{before_m: number, text: string, text_en: string}[]} announcements the farthest first
 * @param {number} left_m
 */
export const due = (announcements, left_m) => announcements.findLast((one) => one.before_m >= left_m) ?? announcements[0];

// @ts-check
/** Marks of the map. A status is a shape first; colour only says "act". Drawn here, so that no picture is fetched. */

const SIZE = 22;
const RATIO = 2;

const INKS = {
  light: { line: '#20262b', quiet: '#ffffff', busy: '#8b949c', red: '#b3261e', amber: '#8a5a00', onColour: '#ffffff', route: '#1f5fa8' },
  dark: { line: '#0f1215', quiet: '#f1f3f5', busy: '#8b949c', red: '#f2695f', amber: '#e0a030', onColour: '#14181c', route: '#6aa9ee' },
};

/** @param {'dark'|'light'} theme */
export const ink = (theme) => INKS[theme];

/** @typedef {CanvasRenderingContext2D} Pen */

/** @type {Record<string, (pen: Pen) => void>} paths in a 22 × 22 square */
const PATHS = {
  circle: (pen) => pen.arc(11, 11, 7, 0, 2 * Math.PI),
  triangle: (pen) => polygon(pen, [[11, 2.5], [19.5, 18], [2.5, 18]]),
  square: (pen) => pen.rect(4.5, 4.5, 13, 13),
  diamond: (pen) => polygon(pen, [[11, 1.5], [20.5, 11], [11, 20.5], [1.5, 11]]),
  octagon: (pen) => polygon(pen, [[7, 1.5], [15, 1.5], [20.5, 7], [20.5, 15], [15, 20.5], [7, 20.5], [1.5, 15], [1.5, 7]]),
};

/** @param {Pen} pen @param {number[][]} corners */
function polygon(pen, corners) {
  corners.forEach(([x, y], index) => (index ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.closePath();
}

/**
 * @param {{path: string, fill: string, line: string, text?: string, textColour?: string, dashed?: boolean, cross?: boolean, bar?: string}} mark
 */
function draw({ path, fill, line, text, textColour, dashed, cross, bar }) {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIZE * RATIO;
  const pen = /** @type {Pen} */ (canvas.getContext('2d'));
  pen.scale(RATIO, RATIO);
  pen.lineWidth = 2;
  pen.strokeStyle = line;
  pen.fillStyle = fill;
  if (dashed) pen.setLineDash([3, 2]);
  pen.beginPath();
  PATHS[path](pen);
  pen.fill();
  pen.stroke();
  pen.setLineDash([]);
  if (cross) {
    pen.beginPath();
    polygon(pen, [[6, 6], [16, 16], [11, 11], [16, 6], [6, 16], [11, 11]]);
    pen.stroke();
  }
  if (bar) {
    pen.fillStyle = bar;
    pen.fillRect(6.5, 9.2, 9, 3.6);
  }
  if (text) {
    pen.fillStyle = textColour ?? line;
    pen.font = '700 12px "Golos Text"';
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillText(text, 11, 11.8);
  }
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

/** Names of the marks and how they look. @param {'dark'|'light'} theme */
function marks(theme) {
  const c = INKS[theme];
  return {
    'crew-available': { path: 'circle', fill: c.quiet, line: c.line },
    'crew-dispatched': { path: 'triangle', fill: c.quiet, line: c.line },
    'crew-en-route': { path: 'triangle', fill: c.line === '#0f1215' ? c.busy : '#4a535b', line: c.line },
    'crew-at-scene': { path: 'square', fill: c.busy, line: c.line },
    'crew-transporting': { path: 'diamond', fill: c.busy, line: c.line },
    'crew-at-hospital': { path: 'square', fill: c.quiet, line: c.line },
    'crew-on-break': { path: 'circle', fill: c.quiet, line: c.line, dashed: true },
    'crew-set-aside': { path: 'diamond', fill: c.quiet, line: c.line, dashed: true },
    'crew-on-transport': { path: 'diamond', fill: c.quiet, line: c.line },
    'crew-out-of-service': { path: 'circle', fill: c.busy, line: c.line, cross: true },
    'incident-1': { path: 'octagon', fill: c.red, line: c.onColour, text: '1', textColour: c.onColour },
    'incident-2': { path: 'square', fill: c.amber, line: c.onColour, text: '2', textColour: c.onColour },
    'incident-3': { path: 'circle', fill: c.quiet, line: c.line, text: '3', textColour: c.line },
    'incident-4': { path: 'circle', fill: c.quiet, line: c.line, text: '4', textColour: c.line, dashed: true },
    'road-shut': { path: 'circle', fill: c.red, line: c.onColour, bar: c.onColour },
    'road-jam': { path: 'triangle', fill: c.amber, line: c.onColour, text: '!', textColour: c.onColour },
    'road-later': { path: 'circle', fill: c.quiet, line: c.line, bar: c.line },
    site: { path: 'circle', fill: '#ffffff', line: '#4a535b', text: 'H', textColour: '#20262b' },
    'site-met': { path: 'circle', fill: c.amber, line: c.onColour, text: 'H', textColour: c.onColour },
    standby: { path: 'diamond', fill: 'transparent', line: '#6b7580', dashed: true },
    'standby-used': { path: 'diamond', fill: c.quiet, line: '#6b7580' },
    hospital: { path: 'square', fill: '#ffffff', line: '#4a535b', text: 'Б', textColour: '#20262b' },
  };
}

/** Put every mark on the map under its name. @param {any} map @param {'dark'|'light'} theme */
export function addMarks(map, theme) {
  for (const [name, mark] of Object.entries(marks(theme))) {
    if (map.hasImage(name)) map.removeImage(name);
    map.addImage(name, draw(mark), { pixelRatio: RATIO });
  }
}

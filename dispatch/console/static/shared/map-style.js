// @ts-check
/** How the base map looks: grey, so that only what moves and waits has contrast. */

const PALETTES = {
  light: { ground: '#e4e6e7', water: '#cbd5dc', minor: '#f4f5f5', major: '#ffffff', casing: '#b9bfc4', synthetic: '#8d959c', text: '#3a424a', halo: '#eef0f1' },
  dark: { ground: '#22272c', water: '#1a2b38', minor: '#3a424a', major: '#59636d', casing: '#181c20', synthetic: '#66717b', text: '#c3cbd2', halo: '#171b1f' },
};

const MAJOR = ['match', ['get', 'kind'], ['motorway', 'trunk', 'primary'], true, false];

/** @param {'dark'|'light'} theme */
export const palette = (theme) => PALETTES[theme];

/** The style without any tiles: the ground alone. @param {'dark'|'light'} theme */
export const emptyStyle = (theme) => ({
  version: 8,
  sources: {},
  layers: [{ id: 'ground', type: 'background', paint: { 'background-color': PALETTES[theme].ground } }],
});

/** @param {number} factor */
const width = (factor) => [
  'interpolate', ['exponential', 1.5], ['zoom'],
  5, ['case', MAJOR, 1 * factor, 0.3 * factor],
  10, ['case', MAJOR, 2.2 * factor, 0.8 * factor],
  14, ['case', MAJOR, 5 * factor, 2.2 * factor],
  17, ['case', MAJOR, 14 * factor, 8 * factor],
];

/** Layers over the vector source `osm`. @param {'dark'|'light'} theme */
export function baseLayers(theme) {
  const colour = PALETTES[theme];
  const round = { 'line-cap': 'round', 'line-join': 'round' };
  const real = ['!', ['has', 'synthetic']];
  const road = { source: 'osm', 'source-layer': 'road', type: 'line' };
  const label = { 'text-color': colour.text, 'text-halo-color': colour.halo, 'text-halo-width': 1.5 };
  return [
    // The water is drawn at 1:10 000 000: close by it would put roads into the sea.
    { id: 'water', maxzoom: 11, type: 'fill', source: 'osm', 'source-layer': 'water', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': colour.water } },
    { id: 'rivers', maxzoom: 11, type: 'line', source: 'osm', 'source-layer': 'water', filter: ['==', ['geometry-type'], 'LineString'], paint: { 'line-color': colour.water, 'line-width': 2 } },
    { id: 'road-casing', ...road, minzoom: 9, filter: ['all', real, MAJOR], layout: round, paint: { 'line-color': colour.casing, 'line-width': width(1.5) } },
    { id: 'road', ...road, filter: real, layout: round, paint: { 'line-color': ['case', MAJOR, colour.major, colour.minor], 'line-width': width(1) } },
    { id: 'road-synthetic', ...road, filter: ['has', 'synthetic'], paint: { 'line-color': colour.synthetic, 'line-width': width(0.7), 'line-dasharray': [3, 2] } },
    { id: 'road-name', source: 'osm', 'source-layer': 'road', type: 'symbol', minzoom: 12.5, layout: { 'symbol-placement': 'line', 'text-field': ['coalesce', ['get', 'name'], ['get', 'ref']], 'text-font': ['Golos Text'], 'text-size': 12 }, paint: label },
    { id: 'place', source: 'osm', 'source-layer': 'place', type: 'symbol', layout: { 'text-field': ['get', 'name'], 'text-font': ['Golos Text'], 'text-variable-anchor': ['bottom', 'top', 'right', 'left'], 'text-radial-offset': 0.8, 'text-size': ['interpolate', ['linear'], ['coalesce', ['get', 'population'], 0], 500, 12, 50000, 15], 'symbol-sort-key': ['-', 0, ['coalesce', ['get', 'population'], 0]] }, paint: { ...label, 'text-halo-width': 2 } },
  ];
}

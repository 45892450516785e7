// @ts-check
/** How closures look: a barrier's stripes, a jam's dots, thin dashes for what does not hold now. Told apart without colour. */
import { ink } from './map-marks.js';
import { palette } from './map-style.js';

const ROUND = { 'line-cap': 'round', 'line-join': 'round' };

/** @param {string} look */
const is = (look) => ['==', ['get', 'look'], look];

/** @param {string} source @param {'dark'|'light'} theme */
export function closureLayers(source, theme) {
  const colour = ink(theme);
  const { text, halo } = palette(theme);
  const line = { type: 'line', source };
  return [
    { id: `${source}-shut`, ...line, filter: is('shut'), layout: ROUND, paint: { 'line-color': '#14181c', 'line-width': 8 } },
    { id: `${source}-stripes`, ...line, filter: is('shut'), paint: { 'line-color': '#ffffff', 'line-width': 5, 'line-dasharray': [1, 1] } },
    { id: `${source}-jam-casing`, ...line, filter: is('jam'), layout: ROUND, paint: { 'line-color': halo, 'line-width': 8 } },
    { id: `${source}-jam`, ...line, filter: is('jam'), layout: ROUND, paint: { 'line-color': colour.amber, 'line-width': 6, 'line-dasharray': [0.1, 1.7] } },
    { id: `${source}-later`, ...line, filter: is('later'), paint: { 'line-color': text, 'line-width': 2.5, 'line-dasharray': [4, 3] } },
    {
      id: `${source}-signs`,
      type: 'symbol',
      source,
      filter: ['!=', ['geometry-type'], 'Point'],
      layout: { 'symbol-placement': 'line-center', 'icon-image': ['concat', 'road-', ['get', 'look']], 'icon-size': 0.9, 'icon-rotation-alignment': 'viewport', 'icon-padding': 8 },
    },
  ];
}

/** The outline that is being drawn. @param {'dark'|'light'} theme */
export function sketchLayers(theme) {
  const colour = ink(theme).route;
  return [
    { id: 'sketch-area', type: 'fill', source: 'sketch', filter: is('area'), paint: { 'fill-color': colour, 'fill-opacity': 0.15 } },
    { id: 'sketch-outline', type: 'line', source: 'sketch', filter: is('area'), paint: { 'line-color': colour, 'line-width': 2, 'line-dasharray': [2, 1.5] } },
    { id: 'sketch-corners', type: 'circle', source: 'sketch', filter: is('corner'), paint: { 'circle-radius': 5, 'circle-color': '#ffffff', 'circle-stroke-color': colour, 'circle-stroke-width': 2.5 } },
  ];
}

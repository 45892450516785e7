// @ts-check
/** The map of both screens: base tiles, marks, a route. It is never needed for dispatching, so it may fail alone. */
// @ts-ignore - fetched at set-up, see dispatch/console/vendor.py
import { Map as MapLibre, NavigationControl } from '/vendor/maplibre-gl.mjs';
import { addMarks, ink } from './map-marks.js';
import { closureLayers, sketchLayers } from './map-roads.js';
import { baseLayers, emptyStyle, palette } from './map-style.js';
import { t } from './texts.js';
import { onTheme, theme } from './theme.js';

/** @typedef {{lat: number, lon: number}} Point */
/** @typedef {{id: string, at: Point, mark: string, label?: string, rank?: number}} Mark */

/** How far from a road a click still means it. */
const NEAR_PX = 6;

const NO_FEATURES = { type: 'FeatureCollection', features: [] };
/** Sources of ours, bottom to top. */
const OVERLAYS = ['route', 'closures', 'sketch', 'standby', 'sites', 'hospitals', 'crews', 'incidents', 'selected'];

/** @param {Mark[]} list */
const asFeatures = (list) => ({
  type: 'FeatureCollection',
  features: list.map(({ at, ...properties }) => ({
    type: 'Feature',
    properties,
    geometry: { type: 'Point', coordinates: [at.lon, at.lat] },
  })),
});

/**
 * @param {HTMLElement} container
 * @param {{bounds?: number[]|null, pick?: (layer: string, id: string) => void}} options
 * @returns {Promise<Drawing|null>} null where the machine cannot draw
 */
export async function openMap(container, { bounds, pick } = {}) {
  // MapLibre draws the letters itself from fonts of the page, which must be there before it starts.
  await Promise.all([400, 600, 700].map((weight) => document.fonts.load(`${weight} 16px "Golos Text"`, 'Проба Abc 1')));
  try {
    return await Drawing.open(container, bounds ?? [27.5, 58.4, 35.8, 61.4], pick);
  } catch (failure) {
    console.warn('map', failure);
    container.append(Object.assign(document.createElement('p'), { className: 'map-missing', textContent: t('map.no-webgl') }));
    return null;
  }
}

export class Drawing {
  /** @param {HTMLElement} container @param {number[]} bounds @param {((layer: string, id: string) => void)|undefined} pick */
  static open(container, bounds, pick) {
    const map = new MapLibre({
      container,
      style: emptyStyle(theme()),
      bounds,
      minZoom: 5,
      attributionControl: false, // the page itself says more than the control could
      dragRotate: false,
      pitchWithRotate: false,
      fadeDuration: 0,
      locale: { 'NavigationControl.ZoomIn': t('map.zoom-in'), 'NavigationControl.ZoomOut': t('map.zoom-out'), 'NavigationControl.ResetBearing': t('map.north'), 'Map.Title': t('map.title') },
    });
    map.touchZoomRotate.disableRotation();
    map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    // A tile that did not come is a hole in the ground, not an alarm; it is asked for again with the connection.
    map.on('error', (/** @type {any} */ event) => console.warn('map', event.error?.message));
    addEventListener('online', () => map.getSource('osm') && map.refreshTiles('osm'));
    const drawing = new Drawing(map, pick);
    return new Promise((resolve) => map.once('load', () => resolve(drawing.#ready())));
  }

  /** @type {any} */ #map;
  /** @type {Record<string, any>} */ #data = {};
  /** @type {string|null} */ #tiles = null;
  #pick;

  /** @param {any} map @param {((layer: string, id: string) => void)|undefined} pick */
  constructor(map, pick) {
    this.#map = map;
    this.#pick = pick;
  }

  #ready() {
    this.#addOverlays();
    onTheme(() => this.#restyle());
    for (const layer of ['crews', 'incidents']) {
      this.#map.on('click', layer, (/** @type {any} */ event) => this.#pick?.(layer, event.features[0].properties.id));
      this.#map.on('mouseenter', layer, () => (this.#map.getCanvas().style.cursor = 'pointer'));
      this.#map.on('mouseleave', layer, () => (this.#map.getCanvas().style.cursor = ''));
    }
    this.#map.once('idle', () => {
      Object.assign(window, { mapReady: true });
      document.documentElement.dataset.map = 'ready';
    });
    return this;
  }

  #restyle() {
    this.#map.setStyle(emptyStyle(theme()), { diff: false });
    this.#map.once('styledata', () => {
      this.#addOverlays();
      if (this.#tiles) this.#addTiles(this.#tiles);
    });
  }

  #addOverlays() {
    const map = this.#map;
    const colour = ink(theme());
    addMarks(map, theme());
    for (const id of OVERLAYS) map.addSource(id, { type: 'geojson', data: this.#data[id] ?? NO_FEATURES });
    const round = { 'line-cap': 'round', 'line-join': 'round' };
    map.addLayer({ id: 'route-casing', type: 'line', source: 'route', layout: round, paint: { 'line-color': palette(theme()).halo, 'line-width': 9 } });
    map.addLayer({ id: 'route', type: 'line', source: 'route', layout: round, paint: { 'line-color': colour.route, 'line-width': 5 } });
    for (const layer of [...closureLayers('closures', theme()), ...closureLayers('sketch', theme()), ...sketchLayers(theme())]) map.addLayer(layer);
    map.addLayer({ id: 'selected', type: 'circle', source: 'selected', paint: { 'circle-radius': 19, 'circle-color': 'transparent', 'circle-stroke-color': colour.route, 'circle-stroke-width': 3 } });
    for (const id of ['standby', 'sites', 'hospitals', 'crews', 'incidents']) map.addLayer(this.#symbols(id));
  }

  /** @param {string} id */
  #symbols(id) {
    const { text, halo } = palette(theme());
    return {
      id,
      type: 'symbol',
      source: id,
      layout: {
        'icon-image': ['get', 'mark'],
        'icon-size': id === 'standby' ? 0.6 : id === 'hospitals' || id === 'sites' ? 0.75 : id === 'crews' ? 0.8 : 1.1,
        'icon-allow-overlap': true,
        'icon-ignore-placement': id !== 'hospitals' && id !== 'standby',
        // From afar the towns' names say more than the crews' numbers.
        'text-field': id === 'crews' ? ['step', ['zoom'], ['case', ['==', ['get', 'rank'], 0], ['get', 'label'], ''], 8.5, ['get', 'label']] : ['get', 'label'],
        'text-font': ['Golos Text'],
        'text-size': 12,
        'text-offset': [0, 1],
        'text-anchor': 'top',
        'text-optional': true,
        'symbol-sort-key': ['coalesce', ['get', 'rank'], 9],
      },
      paint: { 'text-color': text, 'text-halo-color': halo, 'text-halo-width': 2 },
    };
  }

  /** @param {string} url */
  #addTiles(url) {
    const map = this.#map;
    map.addSource('osm', { type: 'vector', tiles: [location.origin + url], minzoom: 4, maxzoom: 14 });
    for (const layer of baseLayers(theme())) map.addLayer(layer, 'route-casing');
  }

  /** Lay the base map under the marks, as soon as the service has it. @param {string|null} url */
  showTiles(url) {
    if (!url || this.#tiles) return;
    this.#tiles = url;
    this.#addTiles(url);
  }

  /** @param {string} id one of the overlays @param {Mark[]} list */
  show(id, list) {
    this.#put(id, asFeatures(list));
  }

  /** @param {any} geometry GeoJSON LineString, or null for none */
  showRoute(geometry) {
    this.#put('route', geometry ? { type: 'Feature', properties: {}, geometry } : NO_FEATURES);
  }

  /** @param {'closures'|'sketch'} id @param {any} collection GeoJSON, each feature with its `look` */
  showShapes(id, collection) {
    this.#put(id, collection);
  }

  /** Tell the point that was clicked, and the road under it. @param {(at: Point, road: string|null) => void} told */
  onClick(told) {
    this.#map.on('click', (/** @type {any} */ event) => {
      const { x, y } = event.point;
      const layers = ['road', 'road-synthetic'].filter((id) => this.#map.getLayer(id));
      const under = this.#map.queryRenderedFeatures([[x - NEAR_PX, y - NEAR_PX], [x + NEAR_PX, y + NEAR_PX]], { layers });
      const named = under.map((/** @type {any} */ one) => one.properties.ref ?? one.properties.name).find(Boolean);
      told({ lat: event.lngLat.lat, lon: event.lngLat.lng }, named ?? null);
    });
  }

  /** Whether the next click is meant for the ground, not for what stands on it. @param {boolean} on */
  aim(on) {
    this.#map.getContainer().classList.toggle('aiming', on);
  }

  /** @param {string} id @param {any} data */
  #put(id, data) {
    this.#data[id] = data;
    this.#map.getSource(id)?.setData(data);
  }

  /** Show all these points, not closer than streets can be read. @param {Point[]} points */
  fit(points) {
    if (!points.length) return;
    const lons = points.map((p) => p.lon);
    const lats = points.map((p) => p.lat);
    const box = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
    const { clientWidth, clientHeight } = this.#map.getContainer();
    const padding = Math.min(70, Math.min(clientWidth, clientHeight) / 6);
    this.#map.fitBounds(box, { padding, maxZoom: 14, duration: 0 });
  }

  resize() {
    this.#map.resize();
  }
}

// @ts-check
/** The one door to Preact and htm. */
// @ts-ignore - fetched at set-up, see dispatch/console/vendor.py
export { html, render, useState, useEffect, useRef, useMemo } from '/vendor/htm-preact.mjs';

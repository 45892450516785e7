"""The web screens: console and tablet. Static ES modules, served as they are; no build step."""

from pathlib import Path

STATIC = Path(__file__).parent / "static"
"""Our own pages, styles and modules; served under /static."""

VENDOR = Path(__file__).parent / "vendor"
"""Third-party modules, fetched by `dispatch.console.vendor`; served under /vendor."""

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
    "worker-src 'self'; img-src 'self' data: blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The header for both pages: nothing is loaded from, or sent to, another origin.

MapLibre's worker is a file of ours; its own buttons are data: pictures.
"""

"""The web screens: console and tablet. Static ES modules, served as they are; no build step."""

from pathlib import Path

STATIC = Path(__file__).parent / "static"
"""Our own pages, styles and modules; served under /static."""

VENDOR = Path(__file__).parent / "vendor"
"""Third-party modules, fetched by `dispatch.console.vendor`; served under /vendor."""

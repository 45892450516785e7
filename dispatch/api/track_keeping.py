"""Tracks go to the disk every few seconds, behind the back of whoever sends them."""

import asyncio
from contextlib import suppress

import structlog

from dispatch.bootstrap.edge import ApiParts

EVERY_S = 10.0
"""So much of the tracks is lost with the process, which does no harm; written more seldom they pack better."""

log = structlog.get_logger("tracks")


async def keep_tracks(parts: ApiParts) -> None:
    """Write for ever, and once more at the end."""
    try:
        while True:
            await asyncio.sleep(EVERY_S)
            await asyncio.to_thread(_write, parts)
    finally:
        with suppress(Exception):  # the service ends whatever the disk says
            parts.tracks.write(parts.clock.now())


def _write(parts: ApiParts) -> None:
    known = parts.tracks.problem
    parts.tracks.write(parts.clock.now())
    if parts.tracks.problem not in {None, known}:
        log.warning("tracks-not-written", problem=parts.tracks.problem)

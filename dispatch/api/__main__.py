"""`python -m dispatch.api`: the HTTP edge as a process of its own."""

import uvicorn

from dispatch.api.app import create
from dispatch.config import Settings

SHUTDOWN_S = 3
"""Open streams are cut after this; clients come back and go on from their cursor."""

if __name__ == "__main__":
    settings = Settings()
    uvicorn.run(
        create(settings),
        host=settings.host,
        port=settings.port,
        log_level=settings.log_level,
        access_log=False,  # addresses may hold a pairing token
        timeout_graceful_shutdown=SHUTDOWN_S,
    )

"""The hash chain that makes a silent change of an append-only table visible."""

from hashlib import sha256

GENESIS = "0" * 64
"""What the first link points to."""


def link(previous: str, *fields: str) -> str:
    """SHA-256 (hex) of the previous link and this row's fields, each with its length: no two rows look alike."""
    digest = sha256(previous.encode())
    for text in fields:
        raw = text.encode()
        digest.update(f"{len(raw)}:".encode())
        digest.update(raw)
    return digest.hexdigest()

"""How the command speaks: results to stdout, progress and trouble to stderr, exit codes 0 well, 1 no, 2 cannot."""

from typing import NoReturn

from rich.console import Console

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def fail(message: str, *, code: int = 1) -> NoReturn:
    """Say what is wrong and end."""
    err.print(message, markup=False)
    raise SystemExit(code)

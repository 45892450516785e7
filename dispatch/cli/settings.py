"""Settings for a command: its options win over the environment and the file; errors are readable."""

from typing import Any

from pydantic import ValidationError

from dispatch.cli.output import fail
from dispatch.config import Settings, strangers


def read_settings(**options: Any) -> Settings:
    """Read the settings; options that are None are not given. Ends the command when one is wrong."""
    given = {name: value for name, value in options.items() if value is not None}
    if unknown := strangers():
        fail(f"нет таких настроек: {', '.join(unknown)}; какие есть, скажет doezd serve --settings", code=2)
    try:
        return Settings(**given)
    except ValidationError as error:
        lines = [f"настройка DOEZD_{str(e['loc'][0]).upper()}={e['input']}: {e['msg']}" for e in error.errors()]
        fail("\n".join(lines), code=2)
    except (OSError, ValueError) as error:
        fail(f"настройки не прочитаны: {error}", code=2)


def settings_table() -> str:
    """Return the table of all settings for `--help`."""
    rows = [
        f"  DOEZD_{name.upper():<18} {field.description} [{field.default}]"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(rows)

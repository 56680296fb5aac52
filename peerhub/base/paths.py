"""Where templates, static files and migrations stand: inside the installed package, or at the top of a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


def site_folder(name: str) -> Path:
    """The folder `templates`, `static` or `migrations`."""
    packed = _PACKAGE / "_site" / name
    return packed if packed.is_dir() else _PACKAGE.parent / name

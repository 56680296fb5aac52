"""Static files, served by WhiteNoise under names that change with their content."""

import json

from flask import Flask
from whitenoise import WhiteNoise

from peerhub.base.paths import site_folder


def init_app(app: Flask) -> None:
    """Serve what `make assets` built, and tell templates its names."""
    built = site_folder("static") / "dist"
    manifest = built / "manifest.json"
    names: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else {}

    def asset(name: str) -> str:
        return f"/static/dist/{names.get(name, name)}"

    app.jinja_env.globals["asset"] = asset
    served = WhiteNoise(
        app.wsgi_app,
        max_age=86_400,
        immutable_file_test=lambda path, url: "/dist/" in url,
        add_headers_function=lambda headers, path, url: headers.add_header("X-Content-Type-Options", "nosniff"),
    )
    for folder in (built, site_folder("static") / "img"):
        if folder.is_dir():
            served.add_files(str(folder), prefix=f"static/{folder.name}/")
    app.wsgi_app = served  # type: ignore[method-assign]

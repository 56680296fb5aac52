"""Static files, served by WhiteNoise under names that change with their content."""

import hashlib
import json
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from flask import Flask
from werkzeug.http import is_resource_modified
from whitenoise import WhiteNoise
from whitenoise.responders import StaticFile

from peerhub.base.paths import site_folder


class _File(StaticFile):  # type: ignore[misc]  # ships no types
    """A file that is compared by a hash of its bytes: its time has whole seconds only, and an update may set it back."""

    def get_headers(self, headers: list[tuple[str, str]], files: dict[str | None, Any]) -> Headers:
        """Its headers. The same hash stands for what is compressed: an ETag of equal content, not of equal bytes (weak)."""
        version = hashlib.sha256(Path(files[None].path).read_bytes()).hexdigest()[:32]
        made: Headers = super().get_headers([*headers, ("ETag", f'W/"{version}"')], files)
        del made["Last-Modified"]
        return made

    def is_not_modified(self, environ: dict[str, Any]) -> bool:
        """Whether the browser has it as it is."""
        return not is_resource_modified(environ, etag=self.etag)


class _Files(WhiteNoise):  # type: ignore[misc]
    """All of them."""

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> _File:
        """A file with its headers."""
        headers = Headers([("X-Content-Type-Options", "nosniff"), ("Access-Control-Allow-Origin", "*")])
        self.add_mime_headers(headers, path, url)
        self.add_cache_headers(headers, path, url)
        return _File(path, headers.items(), {"gzip": f"{path}.gz", "br": f"{path}.br"}, stat_cache)


def init_app(app: Flask) -> None:
    """Serve what `make assets` built, and tell templates its names."""
    built = site_folder("static") / "dist"
    manifest = built / "manifest.json"
    names: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else {}

    def asset(name: str) -> str:
        return f"/static/dist/{names.get(name, name)}"

    app.jinja_env.globals["asset"] = asset
    served = _Files(app.wsgi_app, max_age=86_400, immutable_file_test=lambda path, url: "/dist/" in url)
    for folder in (built, site_folder("static") / "img"):
        if folder.is_dir():
            served.add_files(str(folder), prefix=f"static/{folder.name}/")
    app.wsgi_app = served  # type: ignore[method-assign]

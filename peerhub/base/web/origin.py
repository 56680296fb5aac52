"""Whether a page of another site sent a request."""

from urllib.parse import urlsplit

from flask import request


def is_cross_site() -> bool:
    """True where the browser says so: by Sec-Fetch-Site, or by Origin where it is too old for that (Safari before 16.4)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return bool(origin) and urlsplit(origin).netloc != request.host


def own_path(path: str) -> str:
    r"""`path` if it is a path on this site, else `/`. Browsers read `//host`, `/\host` and `/<tab>/host` as other sites."""
    ours = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if ours else "/"

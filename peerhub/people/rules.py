"""Pure rules about accounts."""


def own_path(wanted: str) -> str:
    r"""`wanted` if it is a path on this site, else `/`. Browsers read `//host`, `/\host` and `/<tab>/host` as other sites."""
    ours = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted and wanted.isprintable()
    return wanted if ours else "/"

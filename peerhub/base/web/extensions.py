"""The Flask extensions that pages use."""

from flask import g
from flask_compress import Compress
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf

from peerhub.base.web.limits import SCHEME, EndpointLimiter


def form_token() -> str:
    """The token against forged forms, of which a page has several; Flask-WTF reads its settings each time before it looks whether it
    made one already."""
    made: str | None = g.get("csrf_token")
    return made or str(generate_csrf())


csrf = CSRFProtect()
OWN_MEMORY = f"{SCHEME}://"
limiter = EndpointLimiter(get_remote_address, strategy="moving-window", headers_enabled=False)
memory_limiter = EndpointLimiter(
    get_remote_address, strategy="moving-window", storage_uri=OWN_MEMORY
)  # tells no Valkey who came
compress = Compress()

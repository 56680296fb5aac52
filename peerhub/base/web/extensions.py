"""The Flask extensions that pages use."""

from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect

csrf = CSRFProtect()
limiter = Limiter(get_remote_address, strategy="moving-window", headers_enabled=False)
memory_limiter = Limiter(
    get_remote_address, strategy="moving-window", storage_uri="memory://"
)  # tells no Valkey who came
compress = Compress()

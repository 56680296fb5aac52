"""For a WSGI server: `gunicorn -k gevent -w 1 wsgi:app`."""

from gevent import monkey

monkey.patch_all()

from peerhub import create_app  # noqa: E402  (after the patch)

app = create_app()

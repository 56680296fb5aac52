"""The reference for a thread page: Flask, SQLAlchemy and Jinja on gevent's server, compressed as ours, and nothing else. One page of
fifty messages.

`python -m benchmarks.bare_page PORT FILE`: FILE is the SQLite file it makes. Signed in means a signed cookie and one query.
"""

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402
from datetime import UTC, datetime, timedelta  # noqa: E402

from flask import Flask, render_template, request  # noqa: E402
from flask_compress import Compress  # noqa: E402
from gevent.pywsgi import WSGIServer  # noqa: E402
from itsdangerous import URLSafeSerializer  # noqa: E402
from sqlalchemy import ForeignKey, create_engine, select  # noqa: E402
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, joinedload, mapped_column, relationship  # noqa: E402

from benchmarks.references import Handler  # noqa: E402
from benchmarks.texts import body, html  # noqa: E402

SIGNER = URLSafeSerializer("bare", salt="person")
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ thread.title }}</title></head><body>
<header>{{ me.name }}</header><h1>{{ thread.title }}</h1>
{% for message in messages %}<article id="m{{ message.number }}"><h2>{{ message.author.name }}</h2>
<time datetime="{{ message.at.isoformat() }}">{{ message.at.strftime("%d %B %Y %H:%M") }}</time>
{# rendered and sanitised when it was written, as ours #}{{ message.html|safe }}</article>{% endfor %}
<form method="post"><textarea name="body"></textarea><button>Send</button></form></body></html>"""


class Model(DeclarativeBase):
    """Base of the three tables."""


class Person(Model):
    """Who writes."""

    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Thread(Model):
    """A topic."""

    __tablename__ = "threads"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


class Message(Model):
    """What was written."""

    __tablename__ = "messages"
    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), index=True)
    number: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    html: Mapped[str]
    at: Mapped[datetime]
    author: Mapped[Person] = relationship()


app = Flask(__name__)
app.config.update(COMPRESS_ALGORITHM=["br", "gzip"], COMPRESS_BR_LEVEL=4, COMPRESS_MIN_SIZE=500)  # as ours
Compress(app)
TEMPLATE = app.jinja_env.from_string(PAGE)
engine = create_engine(f"sqlite:///{sys.argv[2]}", connect_args={"check_same_thread": False})


def fill() -> None:
    """Make the tables and the fifty messages."""
    Model.metadata.create_all(engine)
    start = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    with Session(engine) as db, db.begin():
        db.add_all([Person(id=number, name=f"Office {number}") for number in range(1, 11)])
        db.add(Thread(id=1, title="What a country learned"))
        for number in range(1, 51):
            at = start + timedelta(minutes=number)
            text = html(body(number))
            db.add(Message(thread_id=1, number=number, author_id=number % 10 + 1, html=text, at=at))


@app.get("/sign-in")
def sign_in() -> str:
    """The cookie of the first person, as text."""
    return f"person={SIGNER.dumps(1)}"


@app.get("/threads/1")
def thread() -> str:
    """The page."""
    with Session(engine) as db:
        me = db.get_one(Person, SIGNER.loads(request.cookies["person"]))
        found = db.get_one(Thread, 1)
        of_thread = select(Message).where(Message.thread_id == found.id).order_by(Message.number)
        messages = db.scalars(of_thread.options(joinedload(Message.author))).all()
        return render_template(TEMPLATE, me=me, thread=found, messages=messages)


if __name__ == "__main__":
    fill()
    WSGIServer(("127.0.0.1", int(sys.argv[1])), app, log=None, handler_class=Handler).serve_forever()

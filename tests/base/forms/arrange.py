"""What several tests of forms arrange and look for."""

import html
import importlib
import pkgutil
import re

import wtforms
from sqlalchemy import func, select
from werkzeug.test import TestResponse

import peerhub
from peerhub.base.database.engine import Db
from peerhub.base.forms.form import Form, Rows
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.security.audit import AuditEntry
from peerhub.notices.models import Notice

Filled = dict[str, list[str]]


def filled(answer: TestResponse, holding: str) -> Filled:
    """What a browser would send of the form that holds a field of that name, as it stands on the page."""
    forms = re.findall(r"<form[^>]*>.*?</form>", answer.text, re.DOTALL)
    (form,) = [each for each in forms if f'name="{holding}"' in each]
    found: Filled = {}
    for tag in re.findall(r"<input[^>]*>", form):
        kind, name, value = (attribute(tag, each) for each in ("type", "name", "value"))
        if name and (kind not in {"checkbox", "radio"} or " checked" in tag):
            found.setdefault(name, []).append(value or ("y" if kind == "checkbox" else ""))
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\r?\n?(.*?)</textarea>', form, re.DOTALL):
        found[name] = [html.unescape(text)]
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option selected[^>]*value="([^"]*)"', options) or re.search(r'value="([^"]*)"', options)
        found[name] = [html.unescape(chosen.group(1))] if chosen else []
    return found


def said_of(answer: TestResponse) -> str:
    """What the page says of the two versions, as text: without what was taken away, and without marks for those who listen."""
    box = answer.text.partition('class="conflict"')[2].partition("Save with my changes")[0]
    without = re.sub(r'<span class="visually-hidden">.*?</span>', "", box, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<del>.*?</del>", "", without, flags=re.DOTALL)))


def told(db: Db) -> int:
    """Everything that reaches anybody, and the log."""
    return sum(db.scalar(select(func.count()).select_from(model)) or 0 for model in (OutgoingMail, Notice, AuditEntry))


def all_forms() -> list[type[wtforms.Form]]:
    """Every form of the site."""
    for module in pkgutil.walk_packages(peerhub.__path__, "peerhub."):
        if module.name.endswith(".forms"):
            importlib.import_module(module.name)
    found: list[type[wtforms.Form]] = [Form, Rows]
    for form in found:
        found.extend(each for each in form.__subclasses__() if each not in found)
    return [form for form in found if form not in (Form, Rows) and form.__module__.startswith("peerhub.")]


def attribute(tag: str, name: str) -> str:
    found = re.search(rf' {name}="([^"]*)"', tag)
    return html.unescape(found.group(1)) if found else ""

"""The macros of templates/parts: what people hear, where errors lead, and what is left out."""

import re
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, render_template, render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, EmailField, RadioField

from peerhub.base.forms.form import BlockField, ChoicesField, Form, LineField, SelectField, required, required_text
from peerhub.base.paths import site_folder

pytestmark = pytest.mark.one_database

CHILE = SimpleNamespace(code="CL", name="Chile")
JAMAICA = SimpleNamespace(code="JM", name="Jamaica")


def words(*given: str) -> Any:
    """Words to choose from; the stubs of WTForms know pairs only."""
    return list(given)


class Need(Form):
    """Every kind of field."""

    title = LineField("Title", [required_text()], description="One line.")
    mail = EmailField("Email address")
    body = BlockField("What is the need?", [required_text()])
    theme = SelectField("Theme", choices=words("Data", "Discoverability"))
    day = DateField("By when")
    languages = ChoicesField("Languages", choices=words("English", "French"))
    kind = RadioField("Kind", [required()], choices=words("Thematic", "Informal"))
    agree = BooleanField("Show my office")
    useful = RadioField("How useful?", choices=words("1", "2", "3", "4", "5"))


def render(site: Flask, call: str, **values: object) -> str:
    """What a macro call gives, in English, without line breaks."""
    with site.test_request_context("/"):
        page = render_template_string('{% import "parts/ui.html" as ui %}' + call, **values)
    return page.replace("\n", "").strip()


def render_need(site: Flask, call: str, **typed: str) -> str:
    """A call on the form Need, validated when something was typed."""
    with site.test_request_context("/", method="POST", data=typed):
        form = Need(MultiDict(typed), meta={"csrf": False})
        if typed:
            form.validate()
        return render_template_string('{% import "parts/ui.html" as ui %}' + call, form=form)


def test_tile_names_its_country_to_those_who_hear_it(site: Flask) -> None:
    rendered = render(site, "{{ ui.tile(country) }}", country=CHILE)
    assert 'aria-label="Chile"' in rendered
    assert "tile-solid" not in rendered


def test_tile_of_a_provider_says_so_in_words(site: Flask) -> None:
    rendered = render(site, '{{ ui.tile(country, "provides") }}', country=CHILE)
    assert "tile-solid" in rendered
    assert 'aria-label="Chile (provides)"' in rendered


def test_named_tile_is_heard_once(site: Flask) -> None:
    rendered = render(site, "{{ ui.tile(country, named=true) }}", country=CHILE)
    assert 'aria-hidden="true">CL<' in rendered
    assert rendered.count("Chile") == 1


def test_tiles_count_the_rest(site: Flask) -> None:
    assert "and 1 other<" in render(site, "{{ ui.tiles(countries, most=1) }}", countries=[CHILE, JAMAICA])


def test_person_line_leaves_out_what_is_missing(site: Flask) -> None:
    expert = SimpleNamespace(name="Expert", seat=None, country=None)
    assert "tile" not in render(site, "{{ ui.person_line(person) }}", person=expert)


def test_time_carries_utc(site: Flask) -> None:
    rendered = render(site, '{{ ui.time(moment, "ago") }}', moment=datetime(2026, 11, 25, 13, 0, tzinfo=UTC))
    assert 'datetime="2026-11-25T13:00:00Z" title="2026-11-25 13:00 UTC" data-ago' in rendered


def test_date_leaf_shows_weekday_day_and_month(site: Flask) -> None:
    rendered = render(site, "{{ ui.date_leaf(moment) }}", moment=datetime(2026, 11, 25, 13, 0, tzinfo=UTC))
    assert 'datetime="2026-11-25"' in rendered
    assert "<span>Wed</span> <b>25</b> <span>Nov</span>" in rendered


@pytest.mark.parametrize(("count", "shown"), [(0, ""), (1, ">1<"), (99, ">99<"), (100, ">99+<")])
def test_counter_is_silent_at_zero_and_stops_at_99(site: Flask, count: int, shown: str) -> None:
    rendered = render(site, '{{ ui.counter(count, "unread") }}', count=count)
    assert (shown in rendered) if shown else rendered == ""


def test_reasons_say_what_speaks_against(site: Flask) -> None:
    rendered = render(site, '{{ ui.reasons(["English", {"text": "5 h apart", "against": true}]) }}')
    assert "<li>English</li>" in rendered
    assert '<li class="against"><span class="visually-hidden">Against: </span>5 h apart</li>' in rendered


def test_progress_fills_what_is_done(site: Flask) -> None:
    rendered = render(site, '{{ ui.progress(1, ["Prepare", "Exchange", "Follow up"], "2 of 4", 2, 4) }}')
    assert [part.split('"')[0] for part in rendered.split('max="1" value="')[1:]] == ["1", "0.5", "0"]
    assert '<li aria-current="step">' in rendered
    assert "<p>2 of 4</p>" in rendered


def test_post_button_carries_the_token_and_its_values(site: Flask) -> None:
    rendered = render(site, '{{ ui.post_button("/go", "Accept", values={"answer": "yes"}, about="the session") }}')
    assert 'name="csrf_token"' in rendered
    assert 'name="answer" value="yes"' in rendered
    assert '<span class="visually-hidden" dir="auto"> the session</span>' in rendered


def test_what_people_wrote_is_escaped_everywhere(site: Flask) -> None:
    nasty = "<b>&"
    rendered = render(
        site,
        "{{ ui.empty(nasty, nasty, nasty) }}{{ ui.notice(nasty) }}{{ ui.reasons([nasty]) }}{{ ui.meter_bar(nasty, 1, 2) }}"
        "{{ ui.breadcrumb([(nasty, nasty)]) }}{{ ui.pager(nasty, nasty, nasty) }}{{ ui.stat_row([(nasty, nasty)]) }}",
        nasty=nasty,
    )
    assert nasty not in rendered


def test_form_without_errors_has_no_list(site: Flask) -> None:
    rendered = render_need(
        site, '{% call ui.form(form, "/needs", keep="need") %}{{ ui.field(form.title) }}{% endcall %}'
    )
    assert 'action="/needs"' in rendered
    assert 'data-keep="need"' in rendered
    assert 'name="csrf_token"' in rendered
    assert 'id="errors"' not in rendered


def test_errors_lead_to_their_fields(site: Flask) -> None:
    rendered = render_need(site, "{{ ui.errors(form) }}", title="", theme="Data", useful="2")
    assert "3 things need your attention" in rendered
    assert [part.split('"')[0] for part in rendered.split('href="#')[1:]] == ["title", "body", "kind-0"]


def test_field_ties_hint_and_error(site: Flask) -> None:
    rendered = render_need(site, "{{ ui.field(form.title, maxlength=80) }}", body="x")
    assert 'aria-describedby="title-hint title-error"' in rendered
    assert 'aria-invalid="true"' in rendered
    assert 'maxlength="80"' in rendered
    assert rendered.count("aria-describedby") == 1
    assert 'id="title-hint"' in rendered
    assert 'id="title-error"' in rendered
    assert "(required)" in rendered


def test_field_keeps_what_was_typed(site: Flask) -> None:
    assert "we &lt;need&gt; help" in render_need(site, "{{ ui.field(form.body) }}", body="we <need> help")


@pytest.mark.parametrize("name", ["languages", "kind"])
def test_lists_of_choices_are_groups_with_a_name(site: Flask, name: str) -> None:
    rendered = render_need(site, f"{{{{ ui.field(form.{name}) }}}}")
    assert "<fieldset" in rendered
    assert "<legend>" in rendered
    assert rendered.count("<label>") == 2


def test_check_box_stands_in_its_label(site: Flask) -> None:
    assert '<label class="choice" for="agree"><input' in render_need(site, "{{ ui.field(form.agree) }}")


def test_dates_and_selections_have_labels(site: Flask) -> None:
    rendered = render_need(
        site, "{{ ui.field(form.day) }}{{ ui.field(form.theme) }}", day=date(2026, 11, 25).isoformat()
    )
    assert 'value="2026-11-25"' in rendered
    assert '<label for="theme">' in rendered


def test_scale_names_its_ends(site: Flask) -> None:
    rendered = render_need(site, '{{ ui.scale(form.useful, "Not at all", "Directly") }}')
    assert 'aria-describedby="useful-ends"' in rendered
    assert rendered.count('type="radio"') == 5


def test_gallery_draws_every_part_in_the_frame(site: Flask) -> None:
    source = (site_folder("templates") / "design" / "gallery.html").read_text(encoding="utf-8")
    entry = (site_folder("templates") / "parts" / "ui.html").read_text(encoding="utf-8")
    inner = {"hidden", "errors", "hour_word", "conflict", "pieces"}  # rendered by form and hour_legend
    parts = {name for names in re.findall(r"set ([a-z_, ]+) =", entry) for name in names.split(", ")}
    assert [name for name in sorted(parts - inner) if f"ui.{name}(" not in source] == []
    themes = [SimpleNamespace(code=code, short=code) for code in ("one", "two", "three", "four")]
    with site.test_request_context("/"):
        page = render_template(
            "design/gallery.html",
            form=Need(MultiDict(), meta={"csrf": False}),
            countries=[CHILE, JAMAICA] * 3,
            themes=themes,
            now=datetime(2026, 11, 25, 13, 0, tzinfo=UTC),
        )
    assert page.count("<h1>") == 1
    assert page.count("<main ") == 1

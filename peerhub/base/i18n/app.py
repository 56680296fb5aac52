"""Babel joined to the app, with the filters of templates."""

from collections.abc import Callable

import flask_babel
from flask import Flask

from peerhub.base.i18n.formats import decimal, isolated, listed, translated, weekday_name
from peerhub.base.i18n.languages import LANGUAGE_NAMES, language_name
from peerhub.base.i18n.reader import current_zone, direction, language_tag, stranger_language, zone_info
from peerhub.base.i18n.translate import catalogues


def init_app(
    app: Flask, *, language: Callable[[], str | None], zone: Callable[[], str | None], languages: tuple[str, ...]
) -> None:
    """Join Babel to the app. `language` and `zone` say what the signed-in person chose, None for strangers."""

    def select_language() -> str:
        chosen = language()
        return chosen if chosen in languages else stranger_language(languages)

    babel = flask_babel.Babel(app, locale_selector=select_language, timezone_selector=lambda: zone_info(zone()))
    babel.domain_instance = catalogues
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # straight to ours: a page asks hundreds of times
        gettext=lambda sentence: catalogues.get_translations().gettext(sentence),
        ngettext=lambda one, several, num: catalogues.get_translations().ngettext(one, several, num),
        pgettext=lambda context, word: catalogues.get_translations().pgettext(context, word),
        newstyle=True,
    )
    for name, function in FILTERS.items():
        app.jinja_env.filters[name] = function
    app.jinja_env.globals.update(languages=[(code, LANGUAGE_NAMES.get(code, code)) for code in languages])
    app.context_processor(lambda: {"lang": language_tag(), "dir": direction(), "zone_name": current_zone().key})


FILTERS: dict[str, Callable[..., str]] = {
    "decimal": decimal,
    "translated": translated,
    "language_name": language_name,
    "weekday_name": weekday_name,
    "listed": listed,
    "isolated": isolated,
}

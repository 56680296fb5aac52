"""Reads that bring several domains onto one page: `frame` the counters of every page, `week` the first page, `pages` the others."""

from peerhub.dashboards.queries.frame import Frame, ThemePlace, frame, is_alive, unread_rooms
from peerhub.dashboards.queries.log import KINDS, LINKED, LogPage, log_page
from peerhub.dashboards.queries.pages import (
    CountriesPage,
    CountryPage,
    ThemePage,
    countries_page,
    country_page,
    sources_page,
    theme_page,
)
from peerhub.dashboards.queries.week import Week, week

__all__ = [
    "KINDS",
    "LINKED",
    "CountriesPage",
    "CountryPage",
    "Frame",
    "LogPage",
    "ThemePage",
    "ThemePlace",
    "Week",
    "countries_page",
    "country_page",
    "frame",
    "is_alive",
    "log_page",
    "sources_page",
    "theme_page",
    "unread_rooms",
    "week",
]

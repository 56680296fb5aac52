"""Full text search: one interface, whatever the database. Domains say what an entry is; this knows words only."""

from peerhub.base.fulltext.index import TABLES, Entry, Index, Matches, index_of
from peerhub.base.fulltext.marking import Piece, excerpt, marked
from peerhub.base.fulltext.query import Query, Term, parse
from peerhub.base.fulltext.text import fold, is_spaceless, tokens

__all__ = [
    "TABLES",
    "Entry",
    "Index",
    "Matches",
    "Piece",
    "Query",
    "Term",
    "excerpt",
    "fold",
    "index_of",
    "is_spaceless",
    "marked",
    "parse",
    "tokens",
]

"""The programme's own facts: countries, languages, regions, themes, policy areas, the Open Roadmap, instruments, the toolkit.

They are read from `data/` (see `data/SOURCES.md`) and can be corrected by hand on the site. This domain knows no other domain.
"""

"""People: national teams and their seats, roles, profiles.

Words: a *seat* is an office in a country's team; a *focal point* says who sits there. Knows nothing of what people do here.
"""

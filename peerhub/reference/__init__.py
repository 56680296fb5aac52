"""Countries, regions, languages, themes, policy areas, roadmap activities, instruments and the toolkit.

Loaded from data, edited by the secretariat. Knows no people.
"""

"""What any site needs: settings, clock, database, facts, mail, live pushes, forms, languages.

Knows no domain: nothing here may say room, session or survey.
"""

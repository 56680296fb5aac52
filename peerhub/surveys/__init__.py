"""Surveys: questionnaires about a subject, who has answered them, and what was answered.

Words: a *question* has a stable key; a *receipt*, in memory alone, says that somebody has answered; an *answer* says what, and never who;
*results* are what may be shown; *threshold* is the smallest number of people behind any figure; a *cell* is the
number of people who gave one answer; *hidden* cells protect people.

Must not know: who gave an answer (receipts and answers share no key), and what its subject is. A subject is a kind,
an id, a title and a link, so that sessions, exchanges and others can all be asked about.
"""

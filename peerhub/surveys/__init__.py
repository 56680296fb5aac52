"""Questionnaires, receipts, answers, results, about any subject.

Words: a *receipt* says that somebody was asked and has answered; an *answer* what was answered; nothing joins the two.
Knows the subject only as kind, id, title and path.
"""

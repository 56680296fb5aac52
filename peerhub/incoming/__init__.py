"""Emails that people send to the site: kept whole, understood, and handed to the domain whose address they came to.

A *mail* is a row with the bytes that arrived; a *letter* is what was read in it: who wrote, what they typed, what their calendar answers.
A *purpose* is the letter in an address (`base.mail.addresses`) that says which domain it is for. This domain knows none of them: each has
a `Handler`, and `wiring` names them. Emails are never answered with emails: a mail server is told at once what is refused, and what could
not be understood waits for the secretariat.
"""

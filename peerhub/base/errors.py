"""The three ways in which a verb refuses; `base.web` turns each into an answer once, for every endpoint."""


class NotFound(Exception):
    """There is no such thing, or the person may not know that there is (404)."""


class NotAllowed(Exception):
    """The person sees the thing but may not do this with it (403). The text is a translated sentence."""


class Invalid(Exception):
    """Input that cannot be taken (422).

    `problems` maps a field's name to a translated sentence that says what is wrong and what to do; the key "" is the whole form.
    """

    def __init__(self, problems: dict[str, str] | str) -> None:
        self.problems = {"": problems} if isinstance(problems, str) else problems
        super().__init__(" ".join(self.problems.values()))


class Conflict(Exception):
    """Somebody else changed the thing meanwhile, or a key was used for something else (409). The text is a translated sentence."""

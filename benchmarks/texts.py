"""What the messages say: three sentences and a list, like a real contribution, each a little different."""

from peerhub.base.text.markdown import to_html

SENTENCES = (
    "Our statistics office counts cultural employment twice a year, from the household survey and from the register of firms.",
    "The grant scheme pays **forty per cent** in advance, because small producers cannot wait for the second instalment.",
    "We asked the municipalities first, and only then wrote the regulation; it took eight months longer and has held since.",
    "Three ministries share the fund. The *written* agreement on who decides was the hardest part, and the most useful one.",
    "Artists abroad apply with the same form; the visa desk answers within ten working days and says why when it refuses.",
)


def body(number: int) -> str:
    """The source of message `number`."""
    chosen = [SENTENCES[(number + step) % len(SENTENCES)] for step in range(3)]
    return f"{' '.join(chosen)}\n\n- step {number}: what was tried\n- what it cost, in months\n"


def html(source: str) -> str:
    """The same as the page shows it."""
    return to_html(source)

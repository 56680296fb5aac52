"""A message is rendered once for all to whom it looks the same, and kept where that takes little memory."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from peerhub.rooms.views import rendering
from peerhub.rooms.views.messages import MessageView
from peerhub.rooms.views.rendering import LONGEST_KEPT, message_renderer


def message(html: str) -> MessageView:
    """A message as everybody sees it."""
    return MessageView(
        id=1, number=1, author_id=1, author="Ana", country=None, created_at=datetime(2026, 11, 30, tzinfo=UTC), language="en",
        html=html, is_edited=False, is_answer=False, removed_by="", undo_until=None, reactions=(), may_react=True,
    )  # fmt: skip


@pytest.mark.parametrize(("length", "kept"), [(LONGEST_KEPT, 1), (LONGEST_KEPT + 1, 0)], ids=["usual", "very long"])
def test_what_is_very_long_is_not_kept(app: Flask, length: int, kept: int) -> None:
    rendering.clear_cache()
    text = "x" * length
    with app.test_request_context():
        first, second = (message_renderer()(message(text)) for _reader in range(2))
    assert first == second
    assert text in first
    assert rendering._rendered.cache_info().currsize == kept

"""How mail programs mark, in the HTML of an email, what its writer did not type: the email that they quote, and the signature."""

import re
from collections.abc import Mapping

Attributes = Mapping[str, str]

# Left out with all that is in them. Gmail's and Proton's containers are not among these: answers stand between the quotations in them.
_QUOTES = ("gmail_attr", "yahoo_quoted", "moz-cite-prefix", "tutanota_quote", "zmail_extra")
_QUOTED_BLOCKS = ("gmail_quote", "protonmail_quote", "tutanota_quote")
_SIGNATURES = {
    "gmail_signature",
    "gmail_signature_prefix",
    "moz-signature",
    "protonmail_signature_block",
    "k9mail-signature",
    "elementtoproof_signature",
}
_SIGNATURE_IDS = {
    "signature",
    "x_signature",
    "_rc_sig",
    "ms-outlook-mobile-signature",
    "applemailsignature",
    "composer_signature",
    "ymail_android_signature",
}
_REST_IDS = {
    "appendonsend",
    "divrplyfwdmsg",
    "x_divrplyfwdmsg",
    "stopspelling",
    "mail-editor-reference-message-container",
    "ms-outlook-mobile-body-separator-line",
}
_ZIMBRA = {"__HEADERS__", "__QUOTED_TEXT__", "__DIVIDER__"}
_OUTLOOK_LINE = re.compile(r"border:\s*none;\s*border-top:\s*solid\s+#(?:e1e1e1|b5c4df)", re.IGNORECASE)


def is_quote(tag: str, attributes: Attributes) -> bool:
    """Whether an element is a quotation, or the line that introduces one."""
    classes = attributes.get("class", "").split()
    if tag == "blockquote":
        is_cited = attributes.get("type", "").lower() == "cite" or "cite" in attributes
        return is_cited or any(name.startswith(_QUOTED_BLOCKS) for name in classes)
    return any(name.startswith(_QUOTES) for name in classes) or attributes.get("data-marker") in _ZIMBRA


def is_signature(attributes: Attributes) -> bool:
    """Whether an element is a signature that a program put there."""
    marked = attributes.get("data-smartmail") == "gmail_signature" or attributes.get("data-marker") == "__SIG_PRE__"
    classes = {name.lower() for name in attributes.get("class", "").split()}
    return marked or attributes.get("id", "").lower() in _SIGNATURE_IDS or not classes.isdisjoint(_SIGNATURES)


def ends_all(tag: str, attributes: Attributes) -> bool:
    """Whether an Outlook begins the email that it quotes here, which goes on to the end."""
    is_line = tag == "div" and bool(_OUTLOOK_LINE.search(attributes.get("style", "")))
    return attributes.get("id", "").lower() in _REST_IDS or is_line


def is_line(tag: str, attributes: Attributes) -> bool:
    """Whether a paragraph has no space around it: Word's have none, an empty paragraph makes the blank line."""
    is_words = any(name.startswith("Mso") for name in attributes.get("class", "").split())
    margins = re.sub(r"\s", "", attributes.get("style", "")).lower()
    return tag == "p" and (is_words or "margin:0" in margins or "margin-top:0" in margins)

"""The email that invites somebody, and what their mail program answers."""

from email.message import EmailMessage

from peerhub.people.models import Person
from tests.incoming.arrange import letter


def calendar_of(message: EmailMessage) -> str:
    """Its calendar part, unfolded."""
    part = message.get_body(("calendar",)) or next(
        each for each in message.walk() if each.get_content_type() == "text/calendar"
    )
    return bytes(part.get_payload(decode=True)).decode().replace("\r\n ", "")


def answered(message: EmailMessage, who: Person, partstat: str, **changes: str) -> EmailMessage:
    """The email in which a mail program answers: METHOD:REPLY for the one who was invited."""
    invited = calendar_of(message)
    kept = [line for line in invited.split("\r\n") if line.startswith(("UID", "SEQUENCE", "DTSTAMP", "DTSTART"))]
    organizer = next(line for line in invited.split("\r\n") if line.startswith("ORGANIZER"))
    attendee = changes.pop("attendee", who.email)
    event = [*kept, organizer, f"ATTENDEE;PARTSTAT={partstat}:MAILTO:{attendee}"]
    event = [f"DTSTAMP:{changes.pop('stamp')}" if "stamp" in changes and "DTSTAMP" in line else line for line in event]
    event += [f"COMMENT:{comment}"] if (comment := changes.pop("comment", "")) else []
    method, text = changes.pop("method", "REPLY"), changes.pop("text", "")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", f"METHOD:{method}", "BEGIN:VEVENT", *event]
    part = "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""])
    reply = letter(who, text, To=organizer.rpartition("mailto:")[2], **changes)
    reply.add_alternative(part.encode(), "text", "calendar", params={"method": method, "charset": "UTF-8"})
    return reply


def to_of(message: EmailMessage) -> str:
    """The address that a reply goes to."""
    return str(message["Reply-To"] or message["From"].addresses[0].addr_spec)

"""Answers to invitations in the shapes in which four programs send them, written for these tests."""

from textwrap import dedent

UID, WHO = "6c1d@peerhub.example", "copyright@office.example"


def crlf(text: str) -> bytes:
    """A calendar as it goes over the wire."""
    return dedent(text).strip().replace("\n", "\r\n").encode() + b"\r\n"


GOOGLE = crlf("""
    BEGIN:VCALENDAR
    PRODID:-//Google Inc//Google Calendar 70.9054//EN
    VERSION:2.0
    CALSCALE:GREGORIAN
    METHOD:REPLY
    BEGIN:VEVENT
    DTSTART:20260302T120000Z
    DTEND:20260302T133000Z
    DTSTAMP:20260223T081502Z
    ORGANIZER;CN=PeerHub:mailto:rsvp+k3@peerhub.example
    UID:6c1d@peerhub.example
    ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=copyri
     ght@office.example;X-NUM-GUESTS=0;X-RESPONSE-COMMENT="Five minutes late":mailto:Copyright@Office.example
    X-GOOGLE-CONFERENCE:https://meet.example/abc
    CREATED:20260222T120000Z
    DESCRIPTION:Why we meet
    LAST-MODIFIED:20260223T081501Z
    SEQUENCE:0
    STATUS:CONFIRMED
    SUMMARY:Fair pay
    TRANSP:OPAQUE
    END:VEVENT
    END:VCALENDAR
""")

EXCHANGE = crlf("""
    BEGIN:VCALENDAR
    METHOD:REPLY
    PRODID:Microsoft Exchange Server 2010
    VERSION:2.0
    BEGIN:VTIMEZONE
    TZID:W. Europe Standard Time
    BEGIN:STANDARD
    DTSTART:16010101T030000
    TZOFFSETFROM:+0200
    TZOFFSETTO:+0100
    RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
    END:STANDARD
    BEGIN:DAYLIGHT
    DTSTART:16010101T020000
    TZOFFSETFROM:+0100
    TZOFFSETTO:+0200
    RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
    END:DAYLIGHT
    END:VTIMEZONE
    BEGIN:VEVENT
    ATTENDEE;PARTSTAT=DECLINED;CN="Office, Copyright":MAILTO:copyright@office.example
    COMMENT;LANGUAGE=en-US:The budget debate is that day\\, sorry.\\n
    UID:6c1d@peerhub.example
    SUMMARY;LANGUAGE=en-US:Declined: Fair pay
    DTSTART;TZID=W. Europe Standard Time:20260302T130000
    DTEND;TZID=W. Europe Standard Time:20260302T143000
    CLASS:PUBLIC
    PRIORITY:5
    DTSTAMP:20260223T081502Z
    TRANSP:OPAQUE
    STATUS:CONFIRMED
    SEQUENCE:0
    LOCATION;LANGUAGE=en-US:
    X-MICROSOFT-CDO-APPT-SEQUENCE:0
    X-MICROSOFT-CDO-OWNERAPPTID:2121900436
    X-MICROSOFT-CDO-BUSYSTATUS:BUSY
    X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY
    X-MICROSOFT-CDO-ALLDAYEVENT:FALSE
    X-MICROSOFT-CDO-IMPORTANCE:1
    X-MICROSOFT-CDO-INSTTYPE:0
    X-MICROSOFT-DISALLOW-COUNTER:FALSE
    END:VEVENT
    END:VCALENDAR
""")

APPLE = crlf("""
    BEGIN:VCALENDAR
    CALSCALE:GREGORIAN
    METHOD:REPLY
    PRODID:-//Apple Inc.//macOS 15.1//EN
    VERSION:2.0
    BEGIN:VEVENT
    ATTENDEE;CN="Copyright office";CUTYPE=INDIVIDUAL;EMAIL="copyright@office.ex
     ample";PARTSTAT=TENTATIVE:urn:uuid:5B4E1B2A-98F3-41D6-A5E6-0C0F0D7B9E11
    DTEND:20260302T133000Z
    DTSTAMP:20260223T081502Z
    DTSTART:20260302T120000Z
    ORGANIZER;CN="PeerHub":mailto:rsvp%2Bk3@peerhub.example
    REQUEST-STATUS:2.0;Success
    SEQUENCE:0
    SUMMARY:Fair pay
    UID:6c1d@peerhub.example
    X-CALENDARSERVER-ATTENDEE-COMMENT:see you
    END:VEVENT
    END:VCALENDAR
""")

THUNDERBIRD = crlf("""
    BEGIN:VCALENDAR
    PRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN
    VERSION:2.0
    METHOD:REPLY
    BEGIN:VEVENT
    CREATED:20260222T120000Z
    LAST-MODIFIED:20260223T081502Z
    DTSTAMP:20260223T081502Z
    UID:6c1d@peerhub.example
    SUMMARY:Fair pay
    PRIORITY:0
    STATUS:CONFIRMED
    ORGANIZER;CN=PeerHub:mailto:rsvp+k3@peerhub.example
    ATTENDEE;PARTSTAT=ACCEPTED;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT:mailto:copyright@office.example
    DTSTART:20260302T120000Z
    DTEND:20260302T133000Z
    CLASS:PUBLIC
    END:VEVENT
    END:VCALENDAR
""")

COUNTER = (
    EXCHANGE.replace(b"METHOD:REPLY", b"METHOD:COUNTER")
    .replace(b"PARTSTAT=DECLINED", b"PARTSTAT=TENTATIVE")
    .replace(b":20260302T130000", b":20260406T150000")
    .replace(b":20260302T143000", b":20260406T163000")
    .replace(b"20260223T081502Z", b"20260224T081502Z")
)


def simple(
    *,
    method: str = "REPLY",
    uid: str = UID,
    who: str = WHO,
    partstat: str = "ACCEPTED",
    sequence: int | None = 0,
    stamp: str = "20260223T081502Z",
    more: str = "",
) -> bytes:
    """The shortest answer."""
    counted = "" if sequence is None else f"SEQUENCE:{sequence}\n"
    stamped = f"DTSTAMP:{stamp}\n" if stamp else ""
    return (
        f"BEGIN:VCALENDAR\nMETHOD:{method}\nBEGIN:VEVENT\nUID:{uid}\n{counted}{stamped}{more}"
        f"ATTENDEE;PARTSTAT={partstat}:mailto:{who}\nEND:VEVENT\nEND:VCALENDAR\n"
    ).encode()

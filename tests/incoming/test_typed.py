"""What people typed comes out of their emails word for word, without what their programs put around it."""

import base64
from html import escape

import pytest

from peerhub.incoming.engines.mime import read
from peerhub.incoming.engines.typed import typed
from tests.incoming import programs as by

THANKS = "Thanks, this is what we need. We will use it in the law."
ARABIC = "شكرًا، هذا ما نحتاج إليه.\nسنرسل القانون يوم الأحد."


def text(content: bytes) -> str:
    """What was typed in an email."""
    given = {"content": base64.b64encode(content).decode(), "sender": "x@y.example", "own": [], "verdict_by": ""}
    return str(read(given)["text"])


CASES = {
    "gmail, several paragraphs": (
        by.gmail("Dear all,<div><br></div><div>We agree.</div><div>Friday suits us.</div>", "Dear all,"),
        "Dear all,\n\nWe agree.\nFriday suits us.",
    ),
    "gmail, thanks and signature": (
        by.gmail(THANKS, THANKS, signature="Statistics Office<br>Ministry of Finance"),
        THANKS,
    ),
    "gmail, French, list and link": (
        by.gmail(
            '<p>Voici&nbsp;:</p><ul><li>la loi</li><li>le <a href="https://ministry.example/r">rapport</a></li></ul>',
            "Voici :",
            "fr",
        ),
        "Voici :\n\n- la loi\n- le [rapport](https://ministry.example/r)",
    ),
    "gmail, Arabic": (by.gmail(ARABIC.replace("\n", "<br>"), ARABIC, "ar"), ARABIC),
    "gmail, Portuguese, one word": (by.gmail("Sim", "Sim", "pt"), "Sim"),
    "gmail, between": (by.gmail_between("We have read it.", "Yes, it does."), "We have read it.\n\nYes, it does."),
    "outlook desktop, blank line": (
        by.outlook_desktop(["Dear colleagues,", "", "We agree with both points.", "Please send the table."]),
        "Dear colleagues,\n\nWe agree with both points.\nPlease send the table.",
    ),
    "outlook desktop, Spanish, closing": (
        by.outlook_desktop(["De acuerdo con la fecha.", "", "Saludos cordiales,", "Oficina de Estadística"], "es"),
        "De acuerdo con la fecha.",
    ),
    "outlook desktop, Arabic, closing": (
        by.outlook_desktop(["نوافق على الموعد.", "", "مع أطيب التحيات،", "مكتب الإحصاء"], "ar"),
        "نوافق على الموعد.",
    ),
    "outlook desktop, Word's list": (
        by.outlook_desktop(
            [
                "We need:",
                "<![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;&nbsp; </span></span><![endif]>the law",
            ]
        ),
        "We need:\n- the law",
    ),
    "outlook plain, French": (
        by.outlook_plain("Merci, c’est ce qu’il nous faut.", "fr"),
        "Merci, c’est ce qu’il nous faut.",
    ),
    "outlook plain, German, original message": (
        by.outlook_plain("Wir stimmen zu.", "de", line=False),
        "Wir stimmen zu.",
    ),
    "outlook plain, Portuguese, closing": (
        by.outlook_plain(
            "Concordamos.\n\nCom os melhores cumprimentos,\nGabinete de Estatística\nTel. +351 21 000", "pt"
        ),
        "Concordamos.",
    ),
    "outlook web, signature": (
        by.outlook_web('<div class="elementToProof">We can come.</div>', signature="Statistics Office"),
        "We can come.",
    ),
    "outlook web, Portuguese": (
        by.outlook_web('<div class="elementToProof">Podemos vir.</div><div><br></div>', "pt"),
        "Podemos vir.",
    ),
    "outlook phone, French": (
        by.outlook_phone(
            "<div>D’accord.</div>", "fr", 'Télécharger <a href="https://aka.example">Outlook pour iOS</a>'
        ),
        "D’accord.",
    ),
    "apple mac, inline picture": (
        by.apple_mac('<div>The chart:</div><img src="cid:one"><div><br></div><div>It is&nbsp;new.</div>'),
        "The chart:\n\nIt is new.",
    ),
    "apple mac, Spanish": (by.apple_mac("Gracias, lo enviamos mañana.", "es"), "Gracias, lo enviamos mañana."),
    "apple phone, English": (by.apple_phone("Yes.", "Yes.", "Sent from my iPhone", "en"), "Yes."),
    "apple phone, French": (by.apple_phone("Oui.", "Oui.", "Envoyé de mon iPhone", "fr"), "Oui."),
    "apple phone, Spanish": (by.apple_phone("Sí.", "Sí.", "Enviado desde mi iPhone", "es"), "Sí."),
    "apple phone, Portuguese": (by.apple_phone("Sim.", "Sim.", "Enviado do meu iPhone", "pt"), "Sim."),
    "apple phone, Arabic": (by.apple_phone("نعم.", "نعم.", "أُرسلت من الـ iPhone الخاص بي", "ar"), "نعم."),
    "thunderbird, above with signature": (
        by.thunderbird("<p>We agree.</p>\n    ", signature="Statistics Office\nMinistry"),
        "We agree.",
    ),
    "thunderbird, below": (by.thunderbird("", "<p>Below, as<br>\n      we write.</p>", "fr"), "Below, as\nwe write."),
    "thunderbird, flowed": (
        by.email(
            plain=f"A paragraph that goes \non in the next line.\n\n{by.introduced('en')}\n{by.quoted()}\n\nAnd below.\n\n-- \nOffice",
            flowed=True,
        ),
        "A paragraph that goes on in the next line.\n\nAnd below.",
    ),
    "yahoo, phone": (
        by.yahoo("It suits us.", "es", '<div><a href="https://y.example">Sent from Yahoo Mail for iPhone</a></div>'),
        "It suits us.",
    ),
    "proton": (by.proton("We have a question.<br>Who pays?"), "We have a question.\nWho pays?"),
    "zimbra": (by.zimbra("<div>We accept.</div>"), "We accept."),
    "zimbra, below": (by.zimbra("", "<div>We accept below.</div>"), "We accept below."),
    "roundcube, below": (by.roundcube("", "<p>Our answer.</p>"), "Our answer."),
    "plain, broken introduction": (
        by.email(plain=f"We agree.\n\n{by.introduced('en').replace('<', '<' + chr(10))}\n\n{by.quoted()}\n"),
        "We agree.",
    ),
    "plain, between": (
        by.email(plain=f"{by.introduced('en')}\n> One?\n\nYes.\n\n> Two?\n\n- first\n- second\n"),
        "Yes.\n\n- first\n- second",
    ),
    "plain, broken lines": (
        by.email(
            plain="We have read the draft of the law with great interest and would like to\n"
            "ask for the figures of the last three years, by region, with the method\nof the survey.\n"
        ),
        "We have read the draft of the law with great interest and would like to "
        "ask for the figures of the last three years, by region, with the method of the survey.",
    ),
    "plain, disclaimer": (
        by.email(
            plain="We agree.\n\nBest regards\nStatistics Office\n\nThis email and any attachments are confidential and intended solely "
            "for the person to whom they are addressed.\n"
        ),
        "We agree.",
    ),
    "plain, Spanish disclaimer": (
        by.email(
            plain="De acuerdo.\n\nAtentamente,\nOficina\n\nEste mensaje y sus anexos son confidenciales y se dirigen solo "
            "a su destinatario.\n"
        ),
        "De acuerdo.",
    ),
    "plain, thanks and the sender's name": (by.email(plain="We agree.\n\nThanks,\nStatistics Office\n"), "We agree."),
    "plain, marks of direction": (
        by.email(plain=f"\u200f{ARABIC}\u200f\n\n{by.introduced('ar')}\n{by.quoted()}\n"),
        f"\u200f{ARABIC}\u200f",
    ),
    "plain, Yahoo's way without signs": (by.email(plain=f"Yes.\n\n{by.introduced('en')}\n \n {by.QUOTED}\n"), "Yes."),
    "plain, picture": (by.email(plain="See the chart.\n[cid:image001.png@01DA.5B]\n"), "See the chart."),
    "html, forwarded by gmail": (
        by.email(
            '<div dir="ltr">For you.<br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded '
            "message ---------<br>From: <b>X</b><br></div><br><br><p>Secret.</p></div></div>"
        ),
        "For you.",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_was_typed_comes_out(name: str) -> None:
    content, expected = CASES[name]
    assert text(content) == expected


STAYS = [
    THANKS,
    "Thanks,\nwe agree with the date",
    "Thank you,\nplease send:\n- the law\n- the report",
    "From: the ministry's side there is no objection.\nTo: be sure, we ask again.",
    "From: Geneva\nTo: Nairobi\nDate: 3 December",
    "The plan:\n\n- one\n- two\n-- three",
    "On Monday we wrote: the law is new.\nNow it is in force.",
    "On Monday we wrote:\n\n- the law is new",
    "The article says:\n> Every country shares its figures.\nWe agree.",
    "Best regards to your team, and see you on Monday.\nWe bring the law.",
    "Sent from my office are three documents.\nPlease read them.",
    "Regards are due to the team that made the survey, whose work we use every day.\nIt is good.",
    "Before\n--\nAfter the line there is a whole sentence.",
    "Please note: the email address of the office changes in May.",
    "2026-11-30 10:00\nThe office opens:\nat ten.",
    "Write to law@ministry.example by 3 May:\nthe form is there.",
    "Cordialement invités : les bureaux de statistique.\nNous venons.",
    "شكرًا جزيلًا على الرد.\nسنحضر يوم الأحد.",
    "De: 10 a 12 horas.\nPara: todos os gabinetes.",
    "Best regards,\nStatistics Office\n\nP.S. We also need the annex of the law.",
    "Kind regards,\nA. B.\nMinistry\nTel +1 876 555\n\nP.S. the room is 204",
    "All the best",
    "Cheers",
    "Best regards,\nAnna",
    "Merci",
    "شكرا",
    "We choose:\n\nBest\nOption B",
    "We looked at three.\n\nBest, we think, is B",
    "Regards\nTuesday at ten works for us",
    "Hello,\n\n--\nSecond part of my list",
    "Here is our plan\n__\nFirst step\nSecond step",
    "Option A\n---\nOption B",
    "Two dates.\n\n--\nThe first is a holiday here",
    "> Every country shares its figures.\n\nWe agree.",
    "> Every country shares its figures.\n> By May.\n\nWe agree.\n\n> Who pays?\n\nThe office.",
    "On 3 May 2026 the ministry wrote:\n> Every country shares its figures.\nWe agree.",
]


@pytest.mark.parametrize("said", STAYS)
@pytest.mark.parametrize("quotes", [False, True])
def test_words_are_never_lost(said: str, quotes: bool) -> None:
    below = f"\n\n{by.introduced('en')}\n\n{by.quoted()}\n" if quotes and "\n>" not in said else ""
    assert typed(said + below) == said


BELOW = {
    "And please send the annex too": "Yes.\n\nBest regards,\nAnna\n\n{}",
    "Tuesday at ten works for us": "Yes.\n\nRegards\n\n{}",
    "We met their office yesterday": "Yes.\n\nRegards\n\n{}",
    "Nous préférons mardi à dix heures": "Yes.\n\nBien cordialement,\nStatistics Office\nTel. +33 1 40 00\n\n{}",
    "الثلاثاء الساعة العاشرة يناسبنا جميعًا": "Yes.\n\nمع أطيب التحيات،\nمكتب الإحصاء\n\n{}",
    "please send it to law@ministry.example too": "Yes.\n\nBest regards,\nAnna\n\nMinistry of Culture\n\n{}",
}


@pytest.mark.parametrize("said", BELOW)
def test_what_is_typed_below_a_signature_stays(said: str) -> None:
    assert typed(BELOW[said].format(said), {"anna", "office"}) == f"Yes.\n\n{said}"


@pytest.mark.parametrize(
    "closing",
    [
        "Best\nAnna",
        "Cheers,\n\nAnna B.\nMinistry of Culture",
        "Thank you,\n\nBest regards,\nAnna",
        "Regards\n\nAnna Brown\n\nMinistry of Culture, Gender\nTel: +1 876 555 0100\nanna@culture.example",
        "Best regards,\n\nOffice of Statistics\nwww.statistics.example",
        "Kind regards,\nAnna Brown\nhead of the department of statistics",
        "--\nAnna",
        "--\nMinistry of Culture\n+1 876 555 0100",
        "__\n\nStatistics Office",
        "Saludos,\nAnna\n\n--\nOficina de Estadística",
    ],
)
def test_signatures_are_left_out(closing: str) -> None:
    assert typed(f"Yes.\n\n{closing}", {"anna"}) == "Yes."


def test_an_email_of_nothing_but_what_a_program_adds_is_empty() -> None:
    for added in ("Sent from my iPhone", "-- \nAnna", "", "\n\n"):
        assert typed(added, {"anna"}) == ""
    assert typed("> One?\n\nYes.\n\n> Two?\n\nBest regards,\nAnna") == "> One?\n\nYes.\n\n> Two?"


@pytest.mark.parametrize(
    "header",
    [
        "On Mon, 30 Nov 2026 PeerHub wrote:",
        "PeerHub wrote:",
        "On Monday, 30 November, the Statistics Office wrote:",
        "Le lun. 30 nov. 2026, PeerHub a écrit\u00a0:",
        "Le 30/11/2026, le bureau :",
        "El lunes 30 de noviembre de 2026, PeerHub escribió:",
        "Em segunda, 30/11/2026, PeerHub escreveu:",
        "في الاثنين، ٣٠ نوفمبر ٢٠٢٦، كتب \u2068PeerHub\u2069:",
        "",
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_quotation_at_the_end_is_no_reply(header: str, gap: str) -> None:
    below = f"{header}{gap}{by.quoted()}\n\n"
    assert typed(f"Yes.\n\n{below}") == "Yes."
    assert typed(below) == ""
    html = f"<div>Yes.</div><div><br></div><div>{header}</div><blockquote type='cite'>{by.QUOTED_HTML}</blockquote>"
    assert text(by.email(html)) == "Yes."


@pytest.mark.parametrize("header", ["On Mon, 30 Nov 2026 PeerHub wrote:", "Le lun. 30 nov. 2026, PeerHub a écrit :"])
def test_an_answer_below_a_short_header_stays(header: str) -> None:
    assert typed(f"{header}\n{by.quoted()}\n\nYes.\n\n> And you?\n\nWe come.") == "Yes.\n\nWe come."


def test_a_line_above_a_quotation_that_is_no_header_stays() -> None:
    for said in ("We read:", "We agree with this part:", "In 2026 we said:", "Two lines\nof 30 November 2026:"):
        assert typed(f"{said}\n{by.quoted()}") == said


@pytest.mark.parametrize("said", STAYS)
def test_words_are_never_lost_in_html(said: str) -> None:
    lines = escape(said).split("\n")
    html = "".join(f"<div>{line or '<br>'}</div>" for line in lines)
    assert text(by.gmail(html, "")) == said

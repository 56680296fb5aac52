"""Emails as people's mail programs write them, each with what its writer typed. Offices and texts are made up.

Each function puts what was typed, as HTML or plain text, where its program puts it, with a quotation around or below it.
"""

from email.message import EmailMessage
from html import escape

SITE, OFFICE = "replies@peerhub.example", "statistics@ministry.example"
QUOTED = "The draft is in the room.\n\nPlease say by Friday whether the day suits you."
QUOTED_HTML = "<p>The draft is in the room.</p><p>Please say by Friday whether the day suits you.</p>"
BY = {
    "en": "On Mon, Nov 30, 2026 at 10:00 AM PeerHub <{site}> wrote:",
    "fr": "Le lun. 30 nov. 2026 à 10:00, PeerHub <{site}> a écrit :",
    "es": "El lun, 30 nov 2026 a las 10:00, PeerHub (<{site}>) escribió:",
    "ar": "في الاثنين، 30 نوفمبر 2026 في 10:00 ص تمت كتابة ما يلي بواسطة \u202aPeerHub\u202c\u200f <\u202a{site}\u202c\u200f>:",
    "pt": "PeerHub <{site}> escreveu (segunda, 30/11/2026 à(s) 10:00):",
    "de": "Am Mo., 30. Nov. 2026 um 10:00 Uhr schrieb PeerHub <{site}>:",
}
LABELS = {
    "en": ("From", "Sent", "To", "Subject"),
    "fr": ("De\u00a0", "Envoyé\u00a0", "À\u00a0", "Objet\u00a0"),
    "es": ("De", "Enviado el", "Para", "Asunto"),
    "ar": ("من", "تم الإرسال", "إلى", "الموضوع"),
    "pt": ("De", "Enviado", "Para", "Assunto"),
    "de": ("Von", "Gesendet", "An", "Betreff"),
}


def email(html: str = "", plain: str = "", *, flowed: bool = False) -> bytes:
    """An email of the office with one or both of the two texts."""
    message = EmailMessage()
    message["From"], message["To"] = f"Statistics Office <{OFFICE}>", SITE
    message["Subject"], message["Message-ID"] = "Re: Figures", "<one@ministry.example>"
    if plain or not html:
        message.set_content(plain)
    if flowed:
        message.set_param("format", "flowed")
    if html and plain:
        message.add_alternative(html, subtype="html")
    elif html:
        message.set_content(html, subtype="html")
    return message.as_bytes()


def quoted(text: str = QUOTED) -> str:
    """A text as plain text quotes it."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def introduced(language: str) -> str:
    """The line above a quotation."""
    return BY[language].format(site=SITE)


def headers(language: str) -> str:
    """The headers that Outlook puts above a quotation."""
    values = (f"PeerHub <{SITE}>", "Monday, November 30, 2026 10:00 AM", f"Office <{OFFICE}>", "Figures")
    return "\n".join(f"{label}: {value}" for label, value in zip(LABELS[language], values, strict=True))


def headers_html(language: str) -> str:
    """The same in HTML."""
    lines = [line.partition(":") for line in headers(language).split("\n")]
    return "<br>\n".join(f"<b>{label}:</b>{escape(value)}" for label, _colon, value in lines)


def gmail(html: str, plain: str, language: str = "en", signature: str = "") -> bytes:
    """Gmail in a browser or on a phone, answer above."""
    by = escape(introduced(language))
    mark = '<span class="gmail_signature_prefix">-- </span><br>' if signature else ""
    sign = f'{mark}<div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature">{signature}</div>'
    full = (
        f'<div dir="ltr">{html}</div><div><br clear="all"></div>{sign if signature else ""}<br>'
        f'<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{by}<br></div>'
        '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204)">'
        f"{QUOTED_HTML}</blockquote></div>\r\n"
    )
    sign_plain = f"\n-- \n{signature}\n" if signature else ""
    return email(full, f"{plain}\n{sign_plain}\n{introduced(language)}\n\n{quoted()}\n")


def gmail_between(first: str, second: str) -> bytes:
    """Gmail, answers between the lines: they stand inside its container."""
    block = '<blockquote class="gmail_quote" style="margin:0 0 0 0.8ex">'
    return email(
        f'<div dir="ltr"><div dir="ltr"></div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
        f"{escape(introduced('en'))}<br></div>{block}<p>The draft is in the room.</p></blockquote><div>{first}</div>"
        f"{block}<p>Does the day suit you?</p></blockquote><div><br></div><div>{second}</div></div></div>"
    )


def outlook_desktop(paragraphs: list[str], language: str = "en") -> bytes:
    """Outlook for Windows: Word writes its HTML."""
    words = "".join(f"<p class=MsoNormal>{each or '<o:p>&nbsp;</o:p>'}</p>" for each in paragraphs)
    return email(
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0cm;} --></style>'
        "<!--[if gte mso 9]><xml><o:shapedefaults/></xml><![endif]--></head><body lang=EN-GB link=blue>"
        f"<div class=WordSection1>{words}<p class=MsoNormal><o:p>&nbsp;</o:p></p><div>"
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>"
        f"<p class=MsoNormal>{headers_html(language)}<o:p></o:p></p></div></div>"
        f"<p class=MsoNormal><o:p>&nbsp;</o:p></p>{QUOTED_HTML}</div></body></html>"
    )


def outlook_plain(plain: str, language: str = "en", *, line: bool = True) -> bytes:
    """Outlook that writes plain text."""
    above = "_" * 32 + "\n" if line else "-----Original Message-----\n"
    return email(plain=f"{plain}\n\n{above}{headers(language)}\n\n{QUOTED}\n")


def outlook_web(html: str, language: str = "en", signature: str = "") -> bytes:
    """Outlook in a browser, and the new one for Windows."""
    sign = f'<div id="Signature" class="elementToProof"><p>{signature}</p></div>' if signature else ""
    return email(
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><style>P {margin-top:0}</style></head>'
        f'<body dir="ltr">{html}{sign}<div id="appendonsend"></div>'
        '<hr style="display:inline-block;width:98%" tabindex="-1">'
        f'<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri">{headers_html(language)}</font><div>&nbsp;</div></div>'
        f"<div>{QUOTED_HTML}</div></body></html>"
    )


def outlook_phone(html: str, language: str, signature: str) -> bytes:
    """Outlook on a phone."""
    return email(
        f'<html><body><div dir="ltr">{html}</div><div id="ms-outlook-mobile-body-separator-line" dir="ltr"><br></div>'
        f'<div id="ms-outlook-mobile-signature" dir="ltr">{signature}</div>'
        '<hr style="display:inline-block;width:98%"><div id="mail-editor-reference-message-container">'
        f"<div>{headers_html(language)}</div>{QUOTED_HTML}</div></body></html>"
    )


def apple_mac(html: str, language: str = "en") -> bytes:
    """Apple Mail on a Mac."""
    return email(
        '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head>'
        f'<body style="overflow-wrap: break-word;">{html}<br id="lineBreakAtBeginningOfMessage"><div><br>'
        f'<blockquote type="cite"><div>{escape(introduced(language))}</div><br class="Apple-interchange-newline">'
        f"<div>{QUOTED_HTML}</div></blockquote></div><br></body></html>"
    )


def apple_phone(html: str, plain: str, sent_from: str, language: str) -> bytes:
    """Apple Mail on a phone: its signature is a line like any other."""
    by = introduced(language)
    return email(
        f'<html><body dir="auto"><div dir="ltr"></div><div dir="ltr">{html}</div><br id="lineBreakAtBeginningOfSignature">'
        f'<div dir="ltr">{sent_from}</div><div dir="ltr"><br><blockquote type="cite">{escape(by)}<br><br></blockquote></div>'
        f'<blockquote type="cite"><div dir="ltr">{QUOTED_HTML}</div></blockquote></body></html>',
        f"{plain}\n\n{sent_from}\n\n> {by}\n> \n{quoted()}\n",
    )


def thunderbird(above: str, below: str = "", language: str = "en", signature: str = "") -> bytes:
    """Thunderbird's HTML, answer above or below."""
    sign = f'<pre class="moz-signature" cols="72">-- \n{signature}</pre>' if signature else ""
    return email(
        '<!DOCTYPE html>\n<html>\n  <head>\n    <meta http-equiv="Content-Type" content="text/html; charset=UTF-8">\n  </head>\n'
        f'  <body>\n    {above}<div class="moz-cite-prefix">{escape(introduced(language))}<br>\n    </div>\n'
        f'    <blockquote type="cite" cite="mid:1@peerhub.example">\n      {QUOTED_HTML}\n    </blockquote>\n    {below}{sign}'
        "  </body>\n</html>\n"
    )


def yahoo(html: str, language: str = "en", sent_from: str = "") -> bytes:
    """Yahoo Mail."""
    return email(
        f'<html><head></head><body><div class="ydp1yahoo-style-wrap"><div dir="ltr">{html}</div><div><br></div>{sent_from}</div>'
        f'<div id="yahoo_quoted_123" class="yahoo_quoted"><div><div>{escape(introduced(language))}</div><div><br></div>'
        f"<div>{QUOTED_HTML}</div></div></div></body></html>"
    )


def proton(html: str) -> bytes:
    """Proton Mail."""
    return email(
        f'<div style="font-family: Arial;">{html}</div><div style="font-family: Arial;"><br></div>'
        '<div class="protonmail_signature_block"><div class="protonmail_signature_block-proton">'
        'Sent with <a href="https://proton.example/mail">Proton Mail</a> secure email.</div></div><div class="protonmail_quote">'
        "On Monday, November 30th, 2026 at 10:00 AM, PeerHub &lt;replies@peerhub.example&gt; wrote:<br>"
        f'<blockquote class="protonmail_quote" type="cite">{QUOTED_HTML}</blockquote><br></div>'
    )


def zimbra(html: str, below: str = "") -> bytes:
    """Zimbra."""
    return email(
        f'<html><body><div style="font-family: arial">{html}<div><br></div><hr id="zwchr" data-marker="__DIVIDER__">'
        f'<div data-marker="__HEADERS__">{headers_html("en")}</div><div><br></div>'
        f'<div data-marker="__QUOTED_TEXT__">{QUOTED_HTML}</div>{below}</div></body></html>'
    )


def roundcube(html: str, below: str) -> bytes:
    """Roundcube, answer below."""
    return email(
        f"<html><body>{html}<p>On 2026-11-30 10:00, PeerHub wrote:</p>"
        f'<blockquote type="cite" style="padding: 0 0.4em">{QUOTED_HTML}</blockquote>{below}'
        '<div id="signature">-- <br>Statistics Office</div></body></html>'
    )

"""Mails as mailboxes get them: answers of calendars, and reports of mail servers."""

REPLY = """\
From: {address}
To: hoja@example.org
Subject: Accepted
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

Yes
--b
Content-Type: text/calendar; charset=utf-8; method=REPLY

{calendar}
--b--
"""
CALENDAR = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//EN
METHOD:{method}
BEGIN:VEVENT
UID:{uid}
DTSTAMP:20270310T100000Z
{begins}ATTENDEE;PARTSTAT={answer}:MAILTO:{address}
END:VEVENT
END:VCALENDAR"""
BOUNCE = """\
From: MAILER-DAEMON@mx.example.org
To: hoja@example.org
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such user

--b
Content-Type: text/rfc822-headers

Message-ID: <{message_id}>
Subject: Hello
--b--
"""


def calendar(
    uid="u@h", address="ana@example.org", answer="ACCEPTED", begins="", method="REPLY"
):
    """The object that a calendar sends."""
    line = f"DTSTART:{begins}\n" if begins else ""
    return CALENDAR.format(
        uid=uid, address=address, answer=answer, begins=line, method=method
    )


def reply(**parts):
    """A mail with it."""
    return mail(
        REPLY.format(
            address=parts.get("address", "ana@example.org"), calendar=calendar(**parts)
        )
    )


def bounce(
    address="ana@example.org",
    message_id="abc@example.org",
    action="failed",
    status="5.1.1",
):
    """A report about a mail of ours."""
    return mail(
        BOUNCE.format(
            address=address, message_id=message_id, action=action, status=status
        )
    )


def mail(text):
    """As it comes over the line."""
    return text.replace("\n", "\r\n").encode()

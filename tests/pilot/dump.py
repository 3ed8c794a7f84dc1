"""Prints every mail of a story: for whoever judges them."""
import sqlalchemy as sa
from journal.schema import messages, notices
from journal.states import MessageState


def lines(house):
    query = sa.select(messages, notices.c.rule, notices.c.step, notices.c.table.label("t")).outerjoin(notices, notices.c.message == messages.c.id).order_by(messages.c.handed_at, messages.c.email)
    with house.journal.read() as connection:
        return connection.execute(query).all()


def dump(house, file):
    from zoneinfo import ZoneInfo
    zone = ZoneInfo(house.folder.programme.time_zone)
    seen = {}
    for row in lines(house):
        seen.setdefault(row.id, (row, []))[1].append(f"{row.rule}/{row.step}")
    with open(file, "w") as out:
        for row, rules in seen.values():
            when = (row.handed_at or row.due_at).astimezone(zone)
            out.write(f"=== {when:%a %Y-%m-%d %H:%M} {row.state} {row.person} <{row.email}> {row.language} kind={row.kind} rules={','.join(sorted(set(rules)))} reason={row.reason}\nSubject: {row.subject}\n")
            if row.invitation: out.write("INVITATION\n")
            out.write("" if row.kind == "daily" and 0 else row.text + "\n\n")

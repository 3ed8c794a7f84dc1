"""Reminders of the shipped programme: where several go to one person in one mail, each
keeps the way to its answer.
"""

import re

from tests.house import ROOT
from worker.folder import read_folder

PROGRAMME = read_folder(ROOT).programme
OWN_LINK = re.compile(r"\]\(\{\{ (link(?:_meeting)?\([^)]*\)) \}\}\)")
"""A link to a form, or to the page of a meeting; pages that people
have anyway are not meant.
"""


def test_line_of_a_digest_has_the_links_of_its_reminder():
    messages = {
        tell.message
        for ladder in PROGRAMME.rules.ladders
        for step in ladder.steps
        for tell in step.tell
    }
    lost = []
    for message in sorted(messages):
        for language in PROGRAMME.languages:
            text = (ROOT / "mail_templates" / message / f"{language}.md").read_text(
                "utf-8"
            )
            _empty, head, body = text.split("---\n", 2)
            line = next(
                (line for line in head.splitlines() if line.startswith("digest:")), ""
            )
            if OWN_LINK.search(body) and not OWN_LINK.search(line):
                lost.append(f"{message}/{language}")
    assert lost == []

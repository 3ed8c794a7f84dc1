"""Files that a page sends one by one as they are chosen, before its form is sent; it
carries their tokens from then on.
"""

from flask import request

from core.texts import file_size
from forms.replies import FORBIDDEN, UNPROCESSABLE, Reply
from forms.request.form_request import FormRequest
from forms.request.sent_files import sent_files
from forms.web_form.names import kept


def keep_early(form_request: FormRequest) -> Reply:
    """What has arrived, and what was wrong with the rest, for static/uploads.js. 403:
    the token is none of this session.
    """
    bound = form_request.bind(request.form)
    may_keep = form_request.has_token(bound)
    files, problems = sent_files(form_request, may_keep=may_keep)
    language = form_request.context.language
    arrived = []
    for question, uploads in files.items():
        sent_before = set(request.form.getlist(kept(question)))
        for token, upload in uploads.items():
            if token not in sent_before:
                arrived.append(
                    {
                        "token": token,
                        "name": upload.name,
                        "size": file_size(upload.bytes, language),
                    }
                )
    if arrived:
        status = 200
    else:
        status = UNPROCESSABLE
    if not may_keep:
        status = FORBIDDEN
    return {
        "arrived": arrived,
        "problems": [message for _question, message in problems],
    }, status

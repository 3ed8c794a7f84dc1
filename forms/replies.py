"""What a view of a form may return."""

from typing import Any

from werkzeug.wrappers import Response

Page = str | Response | tuple[str, int]
Reply = tuple[dict[str, Any], int]
"""For a script of ours."""
UNAUTHORIZED, FORBIDDEN, CONFLICT, UNPROCESSABLE = 401, 403, 409, 422

"""Errors in the form in which Google's APIs tell them."""

from typing import Any

STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}
REASONS = {
    400: "badRequest",
    401: "authError",
    403: "insufficientFilePermissions",
    404: "notFound",
    429: "rateLimitExceeded",
    500: "internalError",
    501: "notImplemented",
    503: "backendError",
}
"""What Drive calls an error of a code, where it says nothing closer."""
NAMED = frozenset({401, 501})
"""Errors that do not come from Drive itself, and have a status there, too."""


class ApiError(Exception):
    """An answer other than 200: `code` is the HTTP status, `message` Google's words.

    `details` is for Sheets; `parameter` (the one that was wrong) and `reason` for
    Drive.
    """

    def __init__(
        self,
        code: int,
        message: str,
        details: list[dict[str, Any]] | None = None,
        *,
        parameter: str = "",
        reason: str = "",
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details
        self.parameter = parameter
        self.reason = reason or REASONS.get(code, "unknown")

    def body(self) -> dict[str, Any]:
        """Gives the JSON body that Google sends with this error."""
        error: dict[str, Any] = {
            "code": self.code,
            "message": self.message,
            "status": STATUS.get(self.code, "UNKNOWN"),
        }
        if self.details:
            error["details"] = self.details
        return {"error": error}

    def drive_body(self) -> dict[str, Any]:
        """Gives the JSON body that Drive sends, whose errors are older."""
        entry = {"message": self.message, "domain": "global", "reason": self.reason}
        if self.parameter:
            entry |= {"location": self.parameter, "locationType": "parameter"}
        error = {"code": self.code, "message": self.message, "errors": [entry]}
        if self.code in NAMED:
            error["status"] = STATUS[self.code]
        return {"error": error}


class Unserved(ApiError):
    """501: Google does this, the local server does not."""

    def __init__(self, what: str) -> None:
        super().__init__(
            501, f"The local server does not do {what}, which Google does."
        )


def invalid(message: str) -> ApiError:
    """400: something in the request makes no sense."""
    return ApiError(400, message)


def invalid_value(parameter: str) -> ApiError:
    """400: a parameter of a Drive call that makes no sense."""
    return ApiError(400, "Invalid Value", parameter=parameter, reason="invalid")


def not_found() -> ApiError:
    """404, in Google's words."""
    return ApiError(404, "Requested entity was not found.")


def denied() -> ApiError:
    """403, as Sheets answers about a file that is there and not shared."""
    return ApiError(403, "The caller does not have permission")


def bad_field(field: str, description: str) -> ApiError:
    """400 with the field that could not be read, as Google's JSON parser answers."""
    return ApiError(400, description, bad_fields([(field, description)]))


def bad_fields(pairs: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """The details of such an error: one violation for each field and its
    description.
    """
    violations = [
        {"field": field, "description": description} for field, description in pairs
    ]
    return [
        {
            "@type": "type.googleapis.com/google.rpc.BadRequest",
            "fieldViolations": violations,
        }
    ]

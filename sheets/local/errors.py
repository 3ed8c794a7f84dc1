"""Errors in the form in which Google's APIs tell them."""

from typing import Any

STATUS = {
    400: "INVALID_ARGUMENT",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}


class ApiError(Exception):
    """An answer other than 200: `code` is the HTTP status, `message` Google's words."""

    def __init__(
        self, code: int, message: str, details: list[dict[str, Any]] | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details

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


def invalid(message: str) -> ApiError:
    """400: something in the request makes no sense."""
    return ApiError(400, message)


def not_found() -> ApiError:
    """404, in Google's words."""
    return ApiError(404, "Requested entity was not found.")


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

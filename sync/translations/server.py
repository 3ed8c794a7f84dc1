"""A server that translates: LibreTranslate, or one that speaks like it.

https://docs.libretranslate.com/api/operations/translate/ describes the call.
"""

import json

import requests

from core.settings import Settings

SECONDS = 20.0
"""That one call may take; only the thread that translates waits for it."""
MOST_BYTES = 1_000_000


class TranslationError(Exception):
    """The server gave no translation."""


def server_of(settings: Settings) -> "TranslationServer | None":
    """The server that the settings name, or None."""
    if not settings.translate_url:
        return None
    return TranslationServer(settings.translate_url, settings.translate_key)


class TranslationServer:
    """The server at an address; `key`: what it asks for, "" for nothing."""

    def __init__(self, url: str, key: str = "", seconds: float = SECONDS) -> None:
        self.url, self.key, self.seconds = url.rstrip("/"), key, seconds

    def translate(self, text: str, source: str, target: str) -> str:
        """The text in the language `target`. Raises TranslationError."""
        query = {"q": text, "source": source, "target": target, "format": "text"}
        if self.key:
            query["api_key"] = self.key
        try:
            with requests.post(
                f"{self.url}/translate", json=query, timeout=self.seconds, stream=True
            ) as answer:
                answer.raise_for_status()
                # An answer without end would be kept without end.
                body = answer.raw.read(MOST_BYTES + 1, decode_content=True)
                if len(body) > MOST_BYTES:
                    raise TranslationError("too long")
                translation = json.loads(body)["translatedText"]
        except (requests.RequestException, OSError, ValueError, LookupError, TypeError):
            # The address may hold a key, and stands in the error's text.
            raise TranslationError("no translation") from None
        if not isinstance(translation, str) or not translation.strip():
            raise TranslationError("nothing")
        return translation.strip()

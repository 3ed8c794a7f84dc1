"""What somebody wrote makes no sense."""

from core.texts import texts


class NotUnderstoodError(ValueError):
    """What somebody wrote makes no sense here: a source text of the catalogues with
    gaps, and what fills them.
    """

    def __init__(self, text: str, **values: str) -> None:
        super().__init__(text)
        self.text = text
        self.values = values

    def words(self, language: str) -> str:
        """The reason in a language."""
        return texts(language).gettext(self.text).format(**self.values)

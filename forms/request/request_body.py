"""The body of a request, which is read once, also when reading it fails; and of its
texts no more than a form can hold.
"""

from io import BytesIO

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import RequestEntityTooLarge, ServiceUnavailable

URLENCODED = "application/x-www-form-urlencoded"


class ReadOnceRequest(Request):
    """A request whose form is empty after it could not be read, so that the page that
    says so is not stopped by the same.
    """

    def _load_form_data(self) -> None:
        """Reads the body into `form` and `files`. 413 where it is too large, 503 where
        there is no space for it.
        """
        if "form" in self.__dict__:
            return
        # Werkzeug's limit of texts holds for each field of a multipart
        # form, and for no other kind.
        is_text_alone = self.mimetype == URLENCODED
        if is_text_alone:
            self.max_content_length = self.max_form_memory_size
        try:
            super()._load_form_data()
            if not is_text_alone:
                self._limit_texts()
        except OSError as error:
            # No space for the temporary files of what came.
            self._leave_empty()
            raise ServiceUnavailable from error
        except Exception:
            self._leave_empty()
            raise

    def _limit_texts(self) -> None:
        limit = self.max_form_memory_size
        characters = sum(len(value) for _name, value in self.form.items(multi=True))
        if limit is not None and characters > limit:
            raise RequestEntityTooLarge

    def _leave_empty(self) -> None:
        # Else whatever looks at the form next (an error page, a header of the answer)
        # would meet the same error.
        self.close()
        empty: ImmutableMultiDict[str, str] = ImmutableMultiDict()
        self.__dict__.update(stream=BytesIO(), form=empty, files=ImmutableMultiDict())

"""Forms: shape of the input, words beside the field, and the status that follows."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from flask import g, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from wtforms import Field, PasswordField, StringField, TextAreaField
from wtforms.validators import ValidationError

from webapp.core.errors import DomainError
from webapp.core.i18n import lazy_gettext as _l

REFUSED = 422


class Form(FlaskForm):
    """Base of every form, and by itself one with nothing but a button.

    CSRF is checked for the whole application, not here.
    """

    class Meta(FlaskForm.Meta):
        """Switch off the token field: ``panels.token()`` writes it."""

        csrf = False

        def wrap_formdata(self, form: FlaskForm, _formdata: object) -> MultiDict[str, str] | None:
            """Take what forms send: Flask-WTF would take JSON and files for texts, too."""
            try:
                return request.form if form.is_submitted() else None
            except RequestEntityTooLarge:  # it was not read, and the page says so
                return None

    def __init__(self, **defaults: Any) -> None:
        """Take the values to show; what was posted wins over them."""
        self.refusal: DomainError | None = None
        super().__init__(**{key: value for key, value in defaults.items() if value is not None})

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Tell whether the form was sent and is in order.

        One that was sent without its secrets, since its reader had to prove himself first, asks
        for them again.
        """
        if not g.get("type_again"):
            return bool(super().validate_on_submit(extra_validators))
        for field in self:
            if isinstance(field, PasswordField | Upload):
                field.errors = [_l("Type it again.")]
        return False

    @property
    def status(self) -> int:
        """Return the refusal's own status, 422 for a wrong shape, 200 for neither."""
        if self.refusal:
            return self.refusal.status
        return REFUSED if any(True for _ in self.mistakes()) else 200

    def refuse(self, name: str, refusal: DomainError) -> None:
        """Put the words of a refusal beside a field."""
        self.refusal = refusal
        field = self[name]
        field.errors = [*field.errors, str(refusal)]

    def mistakes(self) -> Iterator[tuple[Field, str]]:
        """Yield each refused field with its first error, in the order of the page."""
        for field in self:
            if field.errors:
                yield field, str(field.errors[0])


def visible(text: str) -> str:
    """Return a text without the characters that no page can hold (HTML, §13.2.3.5)."""
    return "".join(c for c in text if c in "\t\n\r" or not _is_hidden(c))


def _is_hidden(character: str) -> bool:
    """Tell whether this is a control character, a lone surrogate or a noncharacter."""
    point = ord(character)
    is_noncharacter = point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF  # noqa: PLR2004
    return is_noncharacter or unicodedata.category(character) in ("Cc", "Cs")


class Upload(Field):
    """The bytes of one file; its name and type say nothing, as browsers make them up."""

    def process_formdata(self, valuelist: list[str]) -> None:  # noqa: ARG002 - files come apart
        """Take the file sent; none and an empty one are the same."""
        sent = request.files.get(self.name)
        self.data = sent.read() if sent is not None else b""


class Lines(TextAreaField):
    """Several lines of text: composed (NFC), without control characters but the ends of lines."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the first value sent, with line ends as they are within Python."""
        text = unicodedata.normalize("NFC", valuelist[0] if valuelist else "")
        self.data = text.replace("\r\n", "\n").replace("\r", "\n").strip()

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002
        """Refuse what cannot be seen, and show again what can.

        :raises ValidationError: the text has control characters, lone surrogates or noncharacters.
        """
        seen = visible(self.data or "")
        if seen != self.data:
            self.data = seen
            raise ValidationError(_l("Enter this without invisible characters."))


class Line(StringField):
    """One line of text: trimmed, composed (NFC), without control characters."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the first value sent."""
        text = valuelist[0] if valuelist else ""
        self.data = unicodedata.normalize("NFC", text).strip()

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002
        """Refuse what cannot be seen, and show again what can.

        :raises ValidationError: the text has control characters, lone surrogates or noncharacters.
        """
        if any(_is_hidden(character) for character in self.data or ""):
            self.data = visible(self.data)
            raise ValidationError(_l("Enter this without line breaks or invisible characters."))

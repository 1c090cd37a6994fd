"""The form by which topics come in from a spreadsheet: a file or pasted cells, which travel on to the second page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hackit.decoding import UnreadableFile, decode
from hackit.form_helpers import helper
from hackit.forms import TokenForm
from hackit.topics.csv_in import UnreadableTopics, read_topics

AS_CSV = "In your spreadsheet program choose “Save as”, then CSV, and bring that in."
MOST_BYTES = 1_000_000


class TopicsFileForm(TokenForm):
    """Topics as a CSV file or pasted. Cleans to `text`, its `table`, and a `warning` or None."""

    helper = helper()

    file = forms.FileField(label="CSV file", required=False, allow_empty_file=True)
    text = forms.CharField(
        label="Or paste the cells", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="With the headings name, aliases, description, broader. Several aliases stand between semicolons.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].validators = []  # a null character gets a sentence of ours from the reader

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file, text = data.get("file"), data.get("text", "")
        data["warning"] = None
        if self.errors:
            return data
        try:
            if file:
                text, data["warning"] = decode(file.read(MOST_BYTES + 1), most=MOST_BYTES, instead=AS_CSV)
            elif not text.strip():
                raise ValidationError("Choose a file, or paste the cells")
            elif len(text.encode("utf-8", "replace")) > MOST_BYTES:
                raise ValidationError("That is too long: at most 1 MB can be brought in")
            data |= {"text": text, "table": read_topics(text)}
        except (UnreadableFile, UnreadableTopics) as error:
            self.add_error("file" if file else "text", ValidationError(str(error)))
        except ValidationError as error:
            self.add_error("text" if text.strip() else "file", error)
        return data

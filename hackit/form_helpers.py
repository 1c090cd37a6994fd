"""How forms are drawn (our crispy pack lies in templates/forms/), and the field for a day that is near.

A form names its helper once:

    class ActionForm(forms.Form):
        helper = helper()

and its page writes the <form novalidate> tag, the token, `{% crispy form %}` and the buttons.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError

from hackit.dates import british_day


def helper(*, form_tag: bool = False, method: str = "post", hide_optional: bool = False) -> FormHelper:
    """A crispy helper for a form that is drawn by our pack.

    Without `form_tag` the page writes the tag and the token itself. `hide_optional` leaves out "(optional)",
    for filters, where everything is.
    """
    made = FormHelper()
    made.form_tag = form_tag
    made.form_method = method
    made.disable_csrf = not form_tag
    made.include_media = False
    made.hide_optional = hide_optional
    return made


class QuickDateWidget(forms.MultiWidget):
    """Radios for near dates (`<name>_quick`) above a box for any other (`<name>`)."""

    use_fieldset = True
    pack_template = "forms/quick_date.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"quick": forms.RadioSelect, "": forms.TextInput}, attrs)

    def decompress(self, value: date | str | None) -> list[str]:
        """A stored day as the ticked radio if it is offered, else as words in the box."""
        if not value:
            return ["", ""]
        if not isinstance(value, date):
            return ["", str(value)]
        radios: Any = self.widgets[0]
        offered = {str(key) for key, _label in radios.choices}
        if value.isoformat() in offered:
            return [value.isoformat(), ""]
        return ["", british_day(value)]

    def error_id(self, auto_id: str) -> str:
        """The id of the box, where an error leads to."""
        return f"{auto_id}_1"


class QuickDateField(forms.MultiValueField):
    """A day, by a tick or in words. Cleans to a date, or None. What is typed counts before what is ticked.

    The form says in its __init__ which days are near and how words are read: `self.fields["due"].offer(…)`.
    """

    widget = QuickDateWidget
    default_error_messages = {"invalid": "Enter a real date, like 14 June 2019"}

    def __init__(self, **kwargs: Any) -> None:
        parts = (forms.ChoiceField(required=False), forms.CharField(required=False, max_length=60))
        super().__init__(parts, require_all_fields=False, **kwargs)
        self.read: Callable[[str], date | None] = read_plain_day

    def offer(self, quick: Iterable[tuple[date, str]] = (), read: Callable[[str], date | None] | None = None) -> None:
        """Offer near days as (day, words), and read typed words by `read` (None: not understood)."""
        choices = [(day.isoformat(), words) for day, words in quick]
        part: Any = self.fields[0]
        widget: Any = self.widget
        part.choices = widget.widgets[0].choices = choices
        self.read = read or self.read

    def compress(self, data_list: list[str]) -> date | None:
        chosen, typed = [*data_list, "", ""][:2]
        if typed:
            found = self.read(typed)
            if found is None:
                raise ValidationError(self.error_messages["invalid"], code="invalid")
            return found
        return date.fromisoformat(chosen) if chosen else None


PLAIN_DAYS = ("%d %B %Y", "%d %b %Y", "%a %d %B %Y", "%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d")


def read_plain_day(text: str) -> date | None:
    """A day written with its year ("14 June 2019", "14/6/2019", "2019-06-14"), or None."""
    for shape in PLAIN_DAYS:
        try:
            return datetime.strptime(" ".join(text.split()), shape).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None

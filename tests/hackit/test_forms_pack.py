"""Fields, errors and the error summary as our crispy pack draws them."""

import re
from datetime import date

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template import Context, Template

from hackit.form_helpers import QuickDateField, helper, read_plain_day

FRIDAY, MONDAY = date(2019, 6, 14), date(2019, 6, 17)


class EveryKind(forms.Form):
    helper = helper()

    text = forms.CharField(label="What needs <i>doing</i>?", help_text="Like <b>this</b>")
    details = forms.CharField(widget=forms.Textarea, required=False)
    owner = forms.ChoiceField(choices=[("", "Choose"), ("1", "Grace Li")], help_text="One person")
    status = forms.ChoiceField(
        widget=forms.RadioSelect, choices=[("open", "Open"), ("done", "Done")], help_text="Where it is"
    )
    topics = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, choices=[("a", "Audit <script>"), ("f", "Finance")]
    )
    due = QuickDateField(help_text="Like 14 June 2019", label="Due date")
    paper = forms.FileField(help_text="Up to 10 MB")
    agreed = forms.BooleanField(help_text="By the group", error_messages={"required": "Tick this"})
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["due"].offer([(FRIDAY, "This Friday (14 June)"), (MONDAY, "Next DMT (17 June)")])


def drawn(form: forms.Form, **context) -> str:
    return render_crispy_form(form, context=context)


def ids_in(html: str) -> list[str]:
    return re.findall(r'\sid="([^"]+)"', html)


@pytest.fixture
def failed() -> EveryKind:
    return EveryKind({})


def test_every_field_is_drawn_once():
    html = drawn(EveryKind())
    for name in EveryKind.base_fields:
        assert f'name="{name}"' in html, name
    assert len(ids_in(html)) == len(set(ids_in(html)))


@pytest.mark.parametrize("data", [None, {}], ids=["fresh", "failed"])
def test_every_id_that_describes_a_control_is_on_the_page(data):
    html = drawn(EveryKind(data))
    named = {one for said in re.findall(r'aria-describedby="([^"]+)"', html) for one in said.split()}
    assert named
    assert named <= set(ids_in(html))


def test_every_hint_and_error_describes_something(failed):
    html = drawn(failed)
    described = " ".join(re.findall(r'aria-describedby="([^"]+)"', html)).split()
    told = [one for one in ids_in(html) if one.endswith(("_helptext", "_error"))]
    assert len(told) == 6 + 7
    assert set(told) <= set(described)


def test_every_label_leads_to_a_control(failed):
    html = drawn(failed)
    assert set(re.findall(r'<label[^>]*\sfor="([^"]+)"', html)) <= set(ids_in(html))


def test_labels_hints_and_choices_are_escaped():
    html = drawn(EveryKind())
    assert "<i>" not in html
    assert "<b>" not in html
    assert "Audit &lt;script&gt;" in html


def test_groups_of_radios_and_ticks_have_a_legend():
    html = drawn(EveryKind())
    assert re.findall(r"<legend>\s*([^<]+?)\s*</legend>", html) == ["Status", "Topics", "Due date"]


def test_optional_fields_say_so_and_required_ones_carry_no_mark():
    html = drawn(EveryKind())
    assert html.count("(optional)") == 1
    assert re.search(r'Details\s*<span class="optional">\(optional\)</span>', html)
    assert "*" not in html


def test_a_filter_leaves_the_word_optional_out():
    class Filter(forms.Form):
        helper = helper(method="get", hide_optional=True)
        words = forms.CharField(required=False)

    assert "optional" not in drawn(Filter())


def test_what_was_typed_and_ticked_comes_back():
    sent = {"text": "Send <it>", "status": "done", "topics": ["f"], "due_quick": "2019-06-17"}
    html = drawn(EveryKind(sent))
    assert 'value="Send &lt;it&gt;"' in html
    ticked = re.findall(r"<input[^>]* checked[^>]*>", html)
    assert [re.search(r'value="([^"]+)"', one)[1] for one in ticked] == ["done", "f", "2019-06-17"]


def test_the_page_writes_the_form_tag_unless_the_helper_is_asked_to():
    class Small(forms.Form):
        words = forms.CharField()

    assert "<form" not in render_crispy_form(Small(), helper=helper())
    whole = render_crispy_form(Small(), helper=helper(form_tag=True), context={"csrf_token": "tok"})
    assert re.search(r'<form[^>]* method="post" novalidate>', whole)
    assert 'name="csrfmiddlewaretoken"' in whole


# --- "There is a problem" ---


def summary(**context) -> str:
    return Template('{% include "_partials/error_summary.html" %}').render(Context(context))


def test_the_summary_links_each_error_to_a_control_that_exists(failed):
    links = re.findall(r'<a href="#([^"]+)">', summary(form=failed))
    assert links == ["id_text", "id_owner", "id_status_0", "id_topics_0", "id_due_1", "id_paper", "id_agreed"]
    assert set(links) <= set(ids_in(drawn(failed)))


def test_the_summary_takes_the_focus_without_a_script(failed):
    html = summary(form=failed)
    assert "There is a problem" in html
    assert re.search(r'<div[^>]*tabindex="-1"[^>]*autofocus', html)


def test_there_is_no_summary_without_an_error():
    assert "problem" not in summary(form=EveryKind())
    assert "problem" not in summary()


def test_errors_about_the_whole_form_and_hidden_fields_stand_without_a_link(failed):
    failed.add_error(None, "Someone <else> sent this")
    failed.add_error("token", "This form is too old")
    html = summary(error_form=failed)
    assert "<li>Someone &lt;else&gt; sent this</li>" in html
    assert "<li>This form is too old</li>" in html


def test_several_forms_share_one_summary_and_none_is_told_twice(failed):
    html = summary(form=failed, error_forms=[failed, EveryKind(prefix="other")])
    assert html.count("There is a problem") == 1
    assert html.count('href="#id_text"') == 1


def test_the_forms_of_a_formset_are_summed_up_too():
    Lines = forms.formset_factory(EveryKind, extra=0, min_num=1, validate_min=True)  # noqa: N806
    sent = Lines({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"})
    assert 'href="#id_form-0-text"' in summary(error_forms=[sent])


# --- A day that is near ---


class Due(forms.Form):
    due = QuickDateField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["due"].offer([(FRIDAY, "This Friday")], read=read_plain_day)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"due_quick": "2019-06-14"}, FRIDAY),
        ({"due": "3 July 2019"}, date(2019, 7, 3)),
        ({"due": " 3/7/2019 "}, date(2019, 7, 3)),
        ({"due_quick": "2019-06-14", "due": "3 July 2019"}, date(2019, 7, 3)),
        ({}, None),
    ],
)
def test_a_day_is_ticked_or_typed_and_what_is_typed_counts(data, found):
    form = Due(data)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["due"] == found


@pytest.mark.parametrize("data", [{"due": "31 June 2019"}, {"due": "soonish"}, {"due_quick": "2019-06-15"}])
def test_an_impossible_or_unoffered_day_is_refused(data):
    assert "due" in Due(data).errors


def test_a_stored_day_is_ticked_if_offered_and_typed_out_if_not():
    assert re.search(r'value="2019-06-14"[^>]* checked', drawn(Due(initial={"due": FRIDAY})))
    assert 'value="Wed 3 July 2019"' in drawn(Due(initial={"due": date(2019, 7, 3)}))


def test_what_the_box_shows_can_be_sent_back_unchanged():
    assert read_plain_day("Wed 3 July 2019") == date(2019, 7, 3)


def test_one_forms_near_days_do_not_show_on_another():
    Due()
    other = EveryKind()
    assert "This Friday (14 June)" in drawn(other)
    assert QuickDateField in {type(field) for field in Due.base_fields.values()}
    assert list(Due.base_fields["due"].fields[0].choices) == []

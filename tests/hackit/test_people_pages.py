"""People as their colleagues meet them, and the logins that administrators grant."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hackit.history import Event
from hackit.models import Entry, Organisation, Person, Role, User
from hackit.shortcuts import today
from tests import factories as make
from tests.weeknotes.conftest import make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def dmt():
    return make.make_forum()


@pytest.fixture
def grace(dmt):
    user = make.make_user("Grace Li")
    make.join(dmt, user)
    return user


@pytest.fixture
def sam():
    return make.make_user("Sam Whitfield")


@pytest.fixture
def martin():
    return make.make_user("Martin Frost", role=Role.ADMINISTRATOR)


def listed(client, **query):
    answer = client.get(reverse("people"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def page(client, person):
    answer = client.get(person.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


def typed(**values):
    return {
        "name": "Helen Marsh", "role_title": "", "organisation": "", "new_organisation": "", "from_date": "",
        "to_date": "", "also_called": "", **values,
    }  # fmt: skip


def section(html, heading):
    return html.split(f">{heading}</h2>")[1].split("</section>")[0]


# --- Who sees what ---


@pytest.mark.parametrize("path", ["/people/", "/people/grace-li/", "/people/nobody/", "/people/csv/", "/people/new/"])
def test_a_stranger_is_asked_to_sign_in_whoever_there_is(client, grace, path):
    assert client.get(path).url.startswith("/accounts/login/")


@pytest.mark.parametrize("path", ["/people/", "/people/grace-li/", "/people/nobody/", "/people/csv/", "/people/new/"])
def test_a_login_without_a_role_sees_nobody(client, grace, path):
    client.force_login(make.make_user("Priya Nair", role=Role.NONE))
    assert client.get(path).status_code == 403


def test_pages_about_people_are_kept_from_search_engines(client, grace):
    client.force_login(grace)
    for path in ("/people/", "/people/grace-li/"):
        assert '<meta name="robots" content="noindex">' in client.get(path).content.decode()


def test_a_page_tells_what_its_reader_may_see(client, dmt, grace, sam):
    helen = make.make_person("Helen Marsh")
    make.make_action("Ring Kestrel", helen, forum=dmt, audience="members")
    make.make_action("Send the plan", helen, forum=dmt)
    make.make_decision("Kestrel it is", forum=dmt, audience="members", by=helen)
    client.force_login(sam)
    html = page(client, helen)
    assert "Send the plan" in html
    assert "Kestrel" not in html
    client.force_login(grace)
    html = page(client, helen)
    assert "Ring Kestrel" in section(html, "Owns")
    assert "DMT only" in section(html, "Owns")
    assert "Kestrel it is" in section(html, "Decisions written down")


def test_ones_own_empty_page_does_not_speak_of_what_one_may_not_see(client, grace, sam):
    client.force_login(sam)
    assert "you may see" not in page(client, sam.person)
    assert page(client, sam.person).count("Nothing yet.") == 4
    assert "Nothing that you may see." in page(client, grace.person)


def test_a_note_is_told_once_with_its_sections(client, sam, grace):
    for number in range(9):
        heads = "\n\n".join(f"## Section {number}-{part}\n\nWords." for part in range(4))
        make_published(grace, heads, title=f"Note {number}", week=date(2019, 6, 3) + timedelta(weeks=number))
    client.force_login(sam)
    wrote = section(page(client, grace.person), "Wrote")
    order = [wrote.index(f">Note {number}</a>") for number in range(8, 0, -1)]
    assert order == sorted(order)
    assert ">Note 0</a>" not in wrote
    assert "Everything of Grace Li" in wrote
    assert wrote.index("Section 8-0") < wrote.index("Section 8-3") < wrote.index("Note 7")


def test_open_actions_come_before_ended_ones(client, dmt, grace):
    helen = make.make_person("Helen Marsh")
    done = make.make_action("Ended", helen, forum=dmt, due=date(2019, 6, 1))
    done.complete(by=None, on=make.TUESDAY)
    make.make_action("No date", helen, forum=dmt)
    make.make_action("Second", helen, forum=dmt, due=date(2019, 6, 20))
    make.make_action("First", helen, forum=dmt, due=date(2019, 6, 10))
    client.force_login(grace)
    owns = section(page(client, helen), "Owns")
    order = [owns.index(f">{text}<") for text in ("First", "Second", "No date", "Ended")]
    assert order == sorted(order)
    assert "Done ✓" in owns


def test_names_are_shown_as_text(client, dmt, grace):
    attack = "<script>alert(1)</script>"
    body = Organisation.objects.create(name=f"O {attack}")
    helen = make.make_person(f"Helen {attack}", f"H {attack}", role_title=attack, organisation=body)
    make.make_action(f"A {attack}", helen, forum=dmt)
    client.force_login(grace)
    for html in (page(client, helen), listed(client), listed(client, q=attack)):
        assert attack not in html
    assert "Helen &lt;script&gt;" in page(client, helen)


def test_a_page_takes_the_same_queries_for_one_thing_and_for_thirty(client, dmt, grace):
    helen = make.make_person("Helen Marsh")
    item = make.make_item(make.make_meeting(dmt, today()))

    def more(number):
        make.make_action(f"Do {number}", helen, forum=dmt).set_helpers([grace.person])
        make.make_action(f"With {number}", grace.person, forum=dmt).set_helpers([helen])
        make.make_decision(f"Agreed {number}", forum=dmt, by=helen)
        make.make_line(item, f"Grace, is it {number}?", helen, kind="question")
        make.join(make.make_forum(f"Group {number}"), helen)

    def count():
        with CaptureQueriesContext(connection) as queries:
            page(client, helen)
        return len(queries)

    client.force_login(grace)
    more(0)
    few = count()
    for number in range(1, 30):
        more(number)
    assert count() == few
    assert few <= 14


# --- The list ---


def test_the_list_has_those_who_are_here_unless_asked(client, grace, sam):
    make.make_person("Long Gone", to_date=date(2001, 1, 1))
    client.force_login(grace)
    assert "Long Gone" not in listed(client)
    assert "Long Gone" in listed(client, here="no")
    assert "Sam Whitfield" not in listed(client, here="no")


def test_the_list_is_narrowed_by_words_organisation_and_group(client, dmt, grace, sam):
    audit = Organisation.objects.create(name="Audit")
    make.make_person("Helen Marsh", "HM", organisation=audit, role_title="Head of audit")
    client.force_login(grace)
    for query in ({"q": "marsh AUDIT"}, {"q": "HM"}, {"organisation": audit.pk}):
        html = listed(client, **query)
        assert "Helen Marsh</a>" in html, query
        assert "Sam Whitfield</a>" not in html, query
    in_group = listed(client, group=dmt.slug)
    assert "Grace Li</a>" in in_group
    assert "Sam Whitfield</a>" not in in_group
    assert 'Audit</span><span class="count nums">1<' in listed(client)
    assert 'DMT</span><span class="count nums">1<' in listed(client)


def test_a_group_left_is_no_group(client, dmt, grace, sam):
    membership = make.join(dmt, sam)
    membership.to_date = date(2001, 1, 1)
    membership.save()
    client.force_login(grace)
    assert "Sam Whitfield</a>" not in listed(client, group=dmt.slug)
    assert 'DMT</span><span class="count nums">1<' in listed(client)


@pytest.mark.parametrize(
    "query", [{"page": "abc"}, {"organisation": "abc"}, {"group": "<b>"}, {"here": "\x00"}, {"q": "\x00"}]
)
def test_a_wrong_address_still_gives_an_answer(client, grace, query):
    client.force_login(grace)
    listed(client, **query)


def test_the_list_takes_the_same_queries_for_one_and_for_thirty(client, dmt, grace):
    client.force_login(grace)

    def count():
        with CaptureQueriesContext(connection) as queries:
            listed(client)
        return len(queries)

    few = count()
    for number in range(30):
        body = Organisation.objects.create(name=f"Body {number}")
        make.join(dmt, make.make_person(f"Person {number}", organisation=body))
    assert count() == few
    assert few <= 14


def test_the_csv_holds_who_is_listed(client, dmt, grace, sam):
    client.force_login(grace)
    lines = b"".join(client.get(reverse("people-csv")).streaming_content).decode("utf-8-sig").splitlines()
    assert lines == ["Name,Role,Organisation,Groups", "Grace Li,,,DMT", "Sam Whitfield,,,"]


# --- Writing ---


def test_somebody_is_added_with_a_new_organisation(client, grace):
    client.force_login(grace)
    values = typed(new_organisation="Audit", from_date="3 June 2019", also_called="HM; Nell")
    assert client.post(reverse("person-new"), values).url == "/people/helen-marsh/"
    helen = Person.objects.get(slug="helen-marsh")
    assert (helen.organisation.name, helen.from_date) == ("Audit", date(2019, 6, 3))
    assert [alias.text for alias in helen.aliases.all()] == ["HM", "Nell"]
    assert Event.objects.about(helen).get().verb == "added"
    client.post(reverse("person-new"), typed(name="Yusuf Demir", new_organisation="AUDIT"))
    assert Organisation.objects.count() == 1


def test_the_same_form_twice_adds_one(client, grace):
    client.force_login(grace)
    token = client.get(reverse("person-new")).context["form"]["token"].value()
    assert [client.post(reverse("person-new"), typed(token=token)).url for _ in range(2)] == [
        "/people/helen-marsh/"
    ] * 2
    assert Person.objects.filter(name="Helen Marsh").count() == 1


def test_two_of_a_name_are_asked_about_once(client, grace):
    make.make_person("Helen Marsh", organisation=Organisation.objects.create(name="Audit"))
    client.force_login(grace)
    assert "another" not in client.get(reverse("person-new")).context["form"].fields
    html = client.post(reverse("person-new"), typed(name="helen marsh")).content.decode()
    assert "There is a helen marsh already (Audit). Tick if this is somebody else" in html
    assert 'name="another"' in html
    assert client.post(reverse("person-new"), typed(another="on")).url == "/people/helen-marsh-2/"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": ""}, "Enter the name"),
        ({"name": "x" * 121}, "The name must be 120 characters or fewer"),
        ({"from_date": "31 June 2019"}, "“From” must be a real date"),
        ({"to_date": "soon"}, "“To” must be a real date"),
        ({"from_date": "3 June 2019", "to_date": "2 June 2019"}, "“To” must be after “from”"),
        ({"organisation": "999"}, "Choose an organisation from the list"),
        ({"new_organisation": "y" * 121}, "The organisation’s name must be 120 characters or fewer"),
        ({"also_called": "z" * 81}, "must be 80 characters or fewer"),
    ],
)
def test_a_mistake_is_said_and_nobody_added(client, grace, values, said):
    client.force_login(grace)
    html = client.post(reverse("person-new"), typed(**values)).content.decode()
    assert said in html
    assert "<title>Error:" in html
    assert Person.objects.count() == 1


def test_who_only_reads_adds_and_changes_nobody(client, grace):
    client.force_login(make.make_user("Ruth Bello", role=Role.AUDITOR))
    assert client.post(reverse("person-new"), typed()).status_code == 403
    assert client.post(reverse("person-edit", args=["grace-li"]), typed()).status_code == 403
    assert page(client, grace.person)


def edit(client, person, **values):
    address = reverse("person-edit", args=[person.slug])
    form = client.get(address).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    return client.post(address, {**data, **values})


def test_a_new_name_is_found_with_what_the_person_owns(client, dmt, grace):
    helen = make.make_person("Helen Marsh", from_date=date(2019, 6, 3))
    make.make_action("Send the plan", helen, forum=dmt)
    client.force_login(grace)
    assert edit(client, helen, name="Helen Frost").url == "/people/helen-marsh/"
    helen.refresh_from_db()
    assert (helen.name, helen.from_date) == ("Helen Frost", date(2019, 6, 3))
    assert Entry.objects.get(kind="action").said == "Helen Frost"


def test_a_stale_save_shows_both_texts(client, grace):
    helen = make.make_person("Helen Marsh")
    client.force_login(grace)
    address = reverse("person-edit", args=[helen.slug])
    seen = client.get(address).context["form"]["seen"].value()
    edit(client, helen, role_title="What Sam wrote")
    answer = client.post(address, typed(role_title="What Grace wrote", seen=seen))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "What Sam wrote" in html
    assert "What Grace wrote" in html
    helen.refresh_from_db()
    assert helen.role_title == "What Sam wrote"


# --- Logins ---


def test_only_an_administrator_grants_roles(client, grace, sam):
    client.force_login(grace)
    for call in (client.get, client.post):
        assert call(reverse("person-login", args=["sam-whitfield"])).status_code == 403
    assert "Login</h2>" not in page(client, sam.person)


def test_somebody_is_given_a_login_and_told_how_to_sign_in(client, martin):
    helen = make.make_person("Helen Marsh")
    client.force_login(martin)
    answer = client.post(
        reverse("person-login", args=[helen.slug]), {"email": "Helen.Marsh@Example.org", "role": "staff"}, follow=True
    )
    assert "http://testserver/accounts/password/reset/" in answer.content.decode()
    helen.refresh_from_db()
    assert (helen.user.email, helen.user.role) == ("helen.marsh@example.org", "staff")
    assert not helen.user.has_usable_password()
    assert Person.objects.count() == 2
    assert Event.objects.about(helen).last().verb == "given a login"
    assert mail.outbox == []


def test_an_address_that_is_known_stands_in_the_form_of_a_new_login(client, martin):
    helen = make.make_person("Helen Marsh", email="helen.marsh@council.example")
    client.force_login(martin)
    assert 'value="helen.marsh@council.example"' in client.get(reverse("person-login", args=[helen.slug])).text


def test_the_same_login_form_twice_changes_nothing(client, martin):
    helen = make.make_person("Helen Marsh")
    client.force_login(martin)
    address = reverse("person-login", args=[helen.slug])
    token = client.get(address).context["form"]["token"].value()
    for _ in range(2):
        values = {"email": "helen@example.org", "role": "staff", "token": token}
        assert client.post(address, values).url == helen.get_absolute_url()
    user = User.objects.get(email="helen@example.org")
    assert user.is_active
    assert Event.objects.about(helen).count() == 1


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"email": "", "role": "staff"}, "Enter an email address"),
        ({"email": "helen", "role": "staff"}, "in the right form, like name@example.org"),
        ({"email": "MARTIN.FROST@council.example", "role": "staff"}, "Somebody has that email address already"),
        ({"email": "helen@example.org", "role": "king"}, "Choose a role from the list"),
    ],
)
def test_a_wrong_login_is_not_made(client, martin, values, said):
    make.make_person("Helen Marsh")
    client.force_login(martin)
    assert said in client.post(reverse("person-login", args=["helen-marsh"]), values).content.decode()
    assert User.objects.count() == 1


def test_a_role_changes_with_an_event_and_holds_at_once(client, martin, sam):
    client.force_login(martin)
    client.post(reverse("person-login", args=["sam-whitfield"]), {"role": "none"})
    sam.refresh_from_db()
    assert (sam.role, sam.is_active) == ("none", False)
    values = {v.field: (v.old, v.new) for v in Event.objects.about(sam.person).get().values.all()}
    assert values == {"role": ("staff", "none"), "may_sign_in": ("True", "False")}
    assert ", may not sign in" in page(client, sam.person)


def test_nobody_changes_their_own_role(client, martin):
    client.force_login(martin)
    assert client.post(reverse("person-login", args=["martin-frost"]), {"role": "none"}).status_code == 403
    martin.refresh_from_db()
    assert martin.role == Role.ADMINISTRATOR

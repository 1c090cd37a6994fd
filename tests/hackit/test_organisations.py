"""Organisations and teams: who reads them, what an administrator changes, two made one."""

from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from hackit.history import Event
from hackit.models import Organisation, Role
from hackit.people.organisations import locked, merge_organisations, organisation_named
from tests import factories as make

pytestmark = pytest.mark.django_db

LIST = "/organisations/"


@pytest.fixture
def as_nadia(client):
    client.force_login(make.make_user("Nadia Rowe", role=Role.ADMINISTRATOR))
    return client


@pytest.fixture
def audit():
    body = Organisation.objects.create(name="Internal audit", also_called="Audit")
    make.make_person("Martin Frost", organisation=body)
    return body


def filled(client, address, **changes):
    """What the page's form holds as it is opened, with these changes; boxes that are not ticked left out."""
    form = client.get(address).context["form"]
    held = {name: form[name].value() for name in form.fields} | changes
    return {name: value for name, value in held.items() if value not in (False, None)}


def test_an_administrator_adds_one_once(as_nadia):
    typed = filled(as_nadia, f"{LIST}new/", name=" Facilities ", also_called="FM\nEstates", is_team="on")
    for _time in range(2):
        assert as_nadia.post(f"{LIST}new/", typed).headers["Location"] == LIST
    made = Organisation.objects.get()
    assert (made.name, made.aliases, made.is_team) == ("Facilities", ("FM", "Estates"), True)
    row = as_nadia.get(LIST).content.decode()
    for said in (">Facilities</a></th>", ">FM, Estates</td>", ">yes</td>"):
        assert said in row
    assert Event.objects.about(made).get().verb == "added"


def test_one_is_changed_and_its_history_says_from_what_to_what(as_nadia, audit):
    address = reverse("organisation-edit", args=[audit.pk])
    assert as_nadia.post(address, filled(as_nadia, address, name="Audit service", is_team="on")).status_code == 302
    assert as_nadia.post(address, filled(as_nadia, address)).status_code == 302
    history = as_nadia.get(f"{address}history/").content.decode()
    for said in (
        "Changed</b> by Nadia Rowe", "Name: Audit service (was Internal audit)",
        "One of our own teams: yes (was no)",
    ):  # fmt: skip
        assert said in history
    assert history.count("Changed</b>") == 1
    assert "1<span" in as_nadia.get(LIST).content.decode()


def test_the_second_of_two_reads_both_texts_and_chooses(as_nadia, audit):
    address = reverse("organisation-edit", args=[audit.pk])
    typed = filled(as_nadia, address, name="Mine")
    as_nadia.post(address, filled(as_nadia, address, name="Theirs"))
    clash = as_nadia.post(address, typed)
    assert clash.status_code == 409
    assert "<dt>Name</dt><dd>Theirs</dd>" in clash.content.decode()
    assert 'value="Mine"' in clash.content.decode()
    audit.refresh_from_db()
    assert audit.name == "Theirs"


def test_two_of_one_name_become_one_by_a_tick_and_keep_all_names_and_people(as_nadia, audit):
    slip = Organisation.objects.create(name="Intern audit", also_called="IA")
    ruth = make.make_person("Ruth Bello", organisation=slip)
    address = reverse("organisation-edit", args=[slip.pk])
    typed = filled(as_nadia, address, name="INTERNAL audit")
    asked = as_nadia.post(address, typed)
    assert asked.status_code == 422
    assert "There is an organisation called Internal audit already. Tick if they are the same" in asked.content.decode()
    assert as_nadia.post(address, {**typed, "merge": "on"}).status_code == 302
    audit.refresh_from_db()
    ruth.refresh_from_db()
    assert list(Organisation.objects.all()) == [audit]
    assert audit.aliases == ("Audit", "Intern audit", "IA")
    assert ruth.organisation == audit
    assert [event.verb for event in Event.objects.about(audit)] == ["took in"]
    told = Event.objects.about(ruth).get().values.get()
    assert (told.field, told.old, told.new) == ("organisation", "Intern audit", "Internal audit")


def test_other_names_that_were_typed_with_the_tick_are_kept(as_nadia, audit):
    slip = Organisation.objects.create(name="Intern audit", also_called="IA; Interns")
    address = reverse("organisation-edit", args=[slip.pk])
    typed = filled(as_nadia, address, name=audit.name, also_called="IA\nCounty audit")
    assert as_nadia.post(address, {**typed, "merge": "on"}).status_code == 302
    audit.refresh_from_db()
    assert audit.aliases == ("Audit", "Intern audit", "IA", "County audit")


def test_one_that_is_gone_by_then_is_made_one_with_nobody(audit):
    slip, other = (Organisation.objects.create(name=name) for name in ("Intern audit", "Internal audits"))
    with transaction.atomic():
        merge_organisations(*locked(audit, other), by=None)
    with pytest.raises(Organisation.DoesNotExist), transaction.atomic():
        merge_organisations(*locked(slip, audit), by=None)
    assert set(Organisation.objects.all()) == {slip, other}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": " "}, "Enter the name"),
        ({"name": "internal AUDIT"}, "There is an organisation called Internal audit already"),
        ({"name": "New", "also_called": "x" * 301}, "All other names together must be 300 characters or fewer"),
    ],
)
def test_what_is_written_wrong_is_named_and_adds_nothing(as_nadia, audit, change, said):
    answer = as_nadia.post(f"{LIST}new/", filled(as_nadia, f"{LIST}new/", **change))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Organisation.objects.count() == 1


def test_names_without_room_together_are_not_made_one(as_nadia, audit):
    slip = Organisation.objects.create(name="Slip", also_called="; ".join(["x" * 90, "y" * 90, "z" * 90]))
    Organisation.objects.filter(pk=audit.pk).update(also_called="w" * 90)
    address = reverse("organisation-edit", args=[slip.pk])
    answer = as_nadia.post(address, filled(as_nadia, address, name=audit.name) | {"merge": "on"})
    assert answer.status_code == 422
    assert "more other names than there is room for" in answer.content.decode()
    assert Organisation.objects.count() == 2


def test_staff_read_the_list_and_change_nothing(client, audit):
    client.force_login(make.make_user("Sam Whitfield"))
    page = client.get(LIST).content.decode()
    assert "Internal audit" in page
    assert "Add one" not in page
    edit = reverse("organisation-edit", args=[audit.pk])
    for address in (f"{LIST}new/", edit, f"{edit}history/"):
        assert client.get(address).status_code == 403
        assert client.post(address, {"name": "Mine"}).status_code in (403, 405)
    client.force_login(make.make_user("Ana Cruz", role=Role.NONE))
    assert client.get(LIST).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_what_two_people_type_at_once_is_one_organisation():
    start, faults = Barrier(2), []

    def make_it(name: str) -> None:
        start.wait()
        try:
            with transaction.atomic():
                organisation_named(name, by=None)
        except IntegrityError as fault:
            faults.append(fault)
        finally:
            connection.close()

    for turn in range(8):
        both = [Thread(target=make_it, args=[f"Harbour Trust {turn}"]) for _each in range(2)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
    assert not faults
    assert Organisation.objects.filter(name__startswith="Harbour Trust").count() == 8

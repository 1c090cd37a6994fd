"""What the ground's own tables hold about people, and those of the packages it stands on."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.db.models import Q

from hackit.held import ACCOUNT, LOGIN, MAIL, NAMED, OWN, PRIVATE, TECHNICAL, WRITTEN, Held, Removal
from hackit.models import FeedKey, Follow, FormToken, Mail, MailWishes, OldAddress, Person, PersonAlias, SignInLetter

ROWS = (
    Held(
        ("hackit.User", "account.EmailAddress", "account.EmailConfirmation", "auth.Group", "auth.Permission"), ACCOUNT,
        "Your email address, your password (as a hash that does not show it), your role, when the login was made and "
        "last used.",
        "to let you in, and show you what your role may see", LOGIN,
    ),
    Held(
        ("mfa.Authenticator",), ACCOUNT,
        "Your second steps, if you set any up: keys of authenticator apps, passkeys, recovery codes.",
        "to ask for a second step when you sign in", LOGIN,
    ),
    Held(
        ("socialaccount.SocialAccount", "socialaccount.SocialToken", "socialaccount.SocialApp"), ACCOUNT,
        "If you come by single sign-on: what the organisation’s sign-on tells us, which is your name, email address "
        "and its number for you.",
        "to know you again", LOGIN,
    ),
    Held(
        ("sessions.Session", "usersessions.UserSession"), ACCOUNT,
        "Where you are signed in: when each session began, its network address and browser. You can look at them and "
        "end them under your name.",
        "to keep you signed in, and let you see whether somebody else is", "sessions",
    ),
    Held(
        ("hackit.Person", "hackit.PersonAlias", "hackit.Organisation"), NAMED,
        "Your name, what you are also called, your role, organisation and dates, and an email address if minutes are "
        "sent to you without a login.",
        "to say who decided, promised and was there",
    ),
    Held(
        ("hackit.Membership", "hackit.Forum"), NAMED,
        "The groups you are or were in, as what and from when to when.",
        "to show a group’s records to its members only",
    ),
    Held(
        ("hackit.Entry", "hackit.EntryPerson"), NAMED,
        "The search index: the words of records and who is named on them, made from the records and gone with them.",
        "to find them again",
    ),
    Held(
        ("hackit.Publication", "hackit.PublishedPart"), NAMED,
        "What was published, as it was published, with its authors and whom it names.",
        "so that everybody can read what was said",
    ),
    Held(
        ("hackit.Event", "hackit.EventValue"), WRITTEN,
        "The history: who changed what and when, from what to what; also changes of how you sign in, which no page "
        "shows. When somebody is forgotten, it says no longer who did something, was there or belonged to a group. "
        "What texts said before they were changed stays as it was, with the names in it, until the record is deleted "
        "for good: then it says when and by whom, and no words.",
        "so that a record can be trusted years later",
    ),
    Held(
        ("hackit.TopicWording",), WRITTEN, "Where a topic stands and how it is explained, with who said so and when.",
        "so that everybody tells it alike",
    ),
    Held(
        ("hackit.ImportRun",), WRITTEN, "What you brought in from elsewhere: when, and the name of the file.",
        "to take it back, and not bring it in twice",
    ),
    Held(
        ("hackit.Follow",), PRIVATE, "Topics and searches that you follow.", "to tell you what is new", OWN,
    ),
    Held(
        ("hackit.FollowTold",), PRIVATE, "What a letter told you of what you follow.", "to tell it once", "told",
    ),
    Held(
        ("hackit.FeedKey",), PRIVATE, "The private addresses of your feeds and calendars.",
        "so that a program that cannot sign in can fetch them", OWN,
    ),
    Held(
        ("hackit.MailWishes",), MAIL, "Which mail you want, and when.", "to send no other", OWN,
    ),
    Held(
        ("hackit.Mail",), MAIL,
        "That a letter went to you, what it was about and when; not its words.",
        "to send each once, and to show that somebody was told", "letters",
    ),
    Held(
        ("hackit.SignInLetter",), MAIL,
        "That a letter about signing in is to go to an address, such as one for a new password, and from which network "
        "address and browser that was asked for. The row goes as soon as it is sent.",
        "so that none is lost when the mail server is away", "sign-in-letters",
    ),
    Held(
        ("hackit.FormToken",), TECHNICAL, "That you sent a form, so that sending it twice makes one thing.",
        "so that nothing is there twice", "forms",
    ),
    Held(
        ("admin.LogEntry",), TECHNICAL, "What was done in the emergency administration, by whom.",
        "it passes by the rules that the pages keep", LOGIN,
    ),
)  # fmt: skip

NOBODY = {
    "hackit.Topic": "what is talked about",
    "hackit.TopicAlias": "the same",
    "hackit.EntryTopic": "which entry is about which topic",
    "hackit.EntryLink": "which page an entry leads to",
    "hackit.ImportedItem": "where an imported thing stood: no words, nobody",
    "hackit.OldAddress": "addresses that lead on; a person's own go with the person",
    "hackit.SearchTold": "what was looked for, without who asked, and no names of people",
    "hackit.SiteSettings": "what the organisation calls this place",
    "hackit.ReminderRun": "how far a command got",
    "hackit.BackupMade": "which backups were made",
    "hackit.Erasure": "that something was erased: numbers, and the ref of a row without a name",
    "contenttypes.ContentType": "names of tables",
}


def removals(person: Person) -> Iterable[Removal]:
    """What is this person's own. The login goes by itself, with all that hangs on it."""
    yield Removal("topics and searches followed", Follow.objects.filter(person=person))
    yield Removal("private addresses of feeds", FeedKey.objects.filter(person=person))
    yield Removal("wishes about mail", MailWishes.objects.filter(person=person))
    yield Removal("letters sent or waiting", Mail.objects.filter(person=person))
    yield Removal("nicknames", PersonAlias.objects.filter(person=person))
    yield Removal("forms sent", FormToken.objects.filter(person_id=person.pk))
    yield Removal("old addresses of the person's page", OldAddress.objects.filter(_addresses_of(person)))
    if person.user_id:
        yield Removal("notes of the emergency administration", LogEntry.objects.filter(user_id=person.user_id))
        addresses = EmailAddress.objects.filter(user_id=person.user_id).values("email")
        yield Removal("letters about signing in", SignInLetter.objects.filter(address__in=addresses))
        yield Removal("sessions", UserSession.objects.filter(user_id=person.user_id))


def _addresses_of(person: Person) -> Q:
    return Q(record_type="hackit.person", record_ref=person.ref)

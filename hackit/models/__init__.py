"""The ground both apps stand on: people and groups, topics, the index, publications, history, settings."""

from hackit.history import Event, EventValue
from hackit.models.backups import BackupMade
from hackit.models.entries import NAMED_ROLES, Entry, EntryKind, EntryLink, EntryPerson, EntryRole, EntryTopic
from hackit.models.erasures import Erasure
from hackit.models.feed_keys import FeedKey
from hackit.models.follows import Follow, FollowTold
from hackit.models.imports import ImportedItem, ImportRun
from hackit.models.mail import Mail, SignInLetter
from hackit.models.people import Forum, Membership, Organisation, Person, PersonAlias, Role, User
from hackit.models.publications import Publication, PublishedPart
from hackit.models.searches import SearchTold
from hackit.models.site import OldAddress, SiteSettings
from hackit.models.topics import Topic, TopicAlias, TopicWording
from hackit.models.wishes import MailWishes, ReminderRun
from hackit.tokens import FormToken

__all__ = [
    "NAMED_ROLES",
    "BackupMade",
    "Entry",
    "EntryKind",
    "EntryLink",
    "EntryPerson",
    "EntryRole",
    "EntryTopic",
    "Erasure",
    "Event",
    "EventValue",
    "FeedKey",
    "Follow",
    "FollowTold",
    "FormToken",
    "Forum",
    "ImportRun",
    "ImportedItem",
    "Mail",
    "MailWishes",
    "Membership",
    "OldAddress",
    "Organisation",
    "Person",
    "PersonAlias",
    "Publication",
    "PublishedPart",
    "ReminderRun",
    "Role",
    "SearchTold",
    "SignInLetter",
    "SiteSettings",
    "Topic",
    "TopicAlias",
    "TopicWording",
    "User",
]

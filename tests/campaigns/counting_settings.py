"""The service's settings as they are, with a hasher that counts."""

from hackit.settings import *  # noqa: F403

PASSWORD_HASHERS = ["tests.campaigns.counting.CountingHasher"]

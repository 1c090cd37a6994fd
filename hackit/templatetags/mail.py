"""What only letters need."""

from django import template
from django.conf import settings

register = template.Library()


@register.filter
def absolute(path: str) -> str:
    """A path of this site as the whole address that a mail program can open."""
    return f"{settings.SITE_ADDRESS}{path}"

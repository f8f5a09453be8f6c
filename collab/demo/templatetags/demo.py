from typing import Any

from django import template

from collab.demo.cast import sign_ins
from collab.demo.ground import PASSWORD

register = template.Library()


@register.inclusion_tag("demo/_sign_ins.html")
def demo_sign_ins() -> dict[str, Any]:
    """The people of the demo story to sign in as, where it is told."""
    return {"people": sign_ins(), "password": PASSWORD}

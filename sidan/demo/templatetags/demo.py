"""The front page includes `demo/sign_ins.html` by name: desk stands below the demo and may not import it."""

from django import template

from sidan.demo.cast import CAST, Part

register = template.Library()


@register.simple_tag
def demo_cast() -> tuple[Part, ...]:
    return CAST

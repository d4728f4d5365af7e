"""The five faces of 评单: a scale that reads aloud as well as it looks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

FACES = {1: _("很不满意"), 2: _("不满意"), 3: _("一般"), 4: _("满意"), 5: _("非常满意")}


class FaceField(forms.TypedChoiceField):
    """One of five faces as radio buttons; cleans to a number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=list(FACES.items()), coerce=int, widget=forms.RadioSelect, **kwargs)
        self.template_name = "ui/face_scale.html"

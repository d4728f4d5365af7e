"""What the desk's joint pages are told; nothing here saves."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from sidan.desk.policywords import SAID, UNITS, range_words, usual
from sidan.dispatch import Policy


class PolicyForm(forms.Form):
    """One whole number for each setting of the policy, with its range."""

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        kwargs["initial"] = {setting.name: getattr(policy, setting.name) for setting in usual()}
        super().__init__(*args, **kwargs)
        for setting in usual():
            told = {"low": setting.low, "high": setting.high}
            error = _("请填 %(low)d 到 %(high)d 的整数。") % told
            field = forms.IntegerField(
                label=str(SAID[setting.name].label),
                help_text=str(SAID[setting.name].meaning),
                min_value=setting.low,
                max_value=setting.high,
                error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), error),
            )
            field.widget.attrs |= {"inputmode": "numeric", "class": "choice-list"}
            self.fields[setting.name] = field

    def rows(self, *, is_usual: bool) -> list[dict[str, Any]]:
        return [
            {"field": self[setting.name], "unit": UNITS[setting.unit], "range": range_words(setting)}
            for setting in usual()
            if SAID[setting.name].is_usual == is_usual
        ]

    def usual_rows(self) -> list[dict[str, Any]]:
        return self.rows(is_usual=True)

    def other_rows(self) -> list[dict[str, Any]]:
        return self.rows(is_usual=False)

    def has_other_errors(self) -> bool:
        return any(row["field"].errors for row in self.other_rows())

    def policy(self) -> Policy:
        return Policy(**self.cleaned_data)

"""What volunteers and stations type about volunteers."""

from sidan.volunteers.forms.desk import (
    CheckPaperForm,
    FilterForm,
    GuardianForm,
    InsuranceForm,
    MemberSearchForm,
    TeamForm,
    WithdrawPaperForm,
)
from sidan.volunteers.forms.profile import AgreeForm, PaperForm, ProfileForm, ReachForm, SkillsForm, TimesForm
from sidan.volunteers.forms.times import ExceptionForm, PeriodForm, WeekForm

__all__ = [
    "AgreeForm",
    "CheckPaperForm",
    "ExceptionForm",
    "FilterForm",
    "GuardianForm",
    "InsuranceForm",
    "MemberSearchForm",
    "PaperForm",
    "PeriodForm",
    "ProfileForm",
    "ReachForm",
    "SkillsForm",
    "TeamForm",
    "TimesForm",
    "WeekForm",
    "WithdrawPaperForm",
]

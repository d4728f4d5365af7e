"""What the desk types about activities, cleaned; nothing here saves."""

from sidan.activities.forms.desk.lectures import LecturerForm
from sidan.activities.forms.desk.lectures import values_of as lecturer_values_of
from sidan.activities.forms.desk.people import BaseLines, SignUpForm, WalkInForm, lines_of
from sidan.activities.forms.desk.plan import PlanForm
from sidan.activities.forms.desk.verbs import (
    CancelForm,
    ChangeForm,
    CopyForm,
    FinishForm,
    LeaderForm,
    OtherLecturerForm,
    RhythmForm,
    SeriesForm,
    series_values_of,
    values_of,
)

__all__ = [
    "BaseLines",
    "CancelForm",
    "ChangeForm",
    "CopyForm",
    "FinishForm",
    "LeaderForm",
    "LecturerForm",
    "OtherLecturerForm",
    "PlanForm",
    "RhythmForm",
    "SeriesForm",
    "SignUpForm",
    "WalkInForm",
    "lecturer_values_of",
    "lines_of",
    "series_values_of",
    "values_of",
]

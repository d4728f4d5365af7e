"""What the desk types about orders, cleaned; nothing here saves."""

from sidan.orders.forms.desk.asking import AskForm, TeamForm
from sidan.orders.forms.desk.calls import CallForm
from sidan.orders.forms.desk.catalogue import ItemForm, values_of
from sidan.orders.forms.desk.intake import IntakeForm, defaults
from sidan.orders.forms.desk.sheets import BaseLines, SheetForm, lines_of, typed_lines
from sidan.orders.forms.desk.verbs import (
    ArriveForm,
    MergeForm,
    PhoneRatingForm,
    ReferForm,
    RejectForm,
    RescheduleForm,
    ReworkForm,
    UnmetForm,
    WithdrawForm,
)
from sidan.orders.forms.desk.window import WindowForm, morning

__all__ = [
    "ArriveForm",
    "AskForm",
    "BaseLines",
    "CallForm",
    "IntakeForm",
    "ItemForm",
    "MergeForm",
    "PhoneRatingForm",
    "ReferForm",
    "RejectForm",
    "RescheduleForm",
    "ReworkForm",
    "SheetForm",
    "TeamForm",
    "UnmetForm",
    "WindowForm",
    "WithdrawForm",
    "defaults",
    "lines_of",
    "morning",
    "typed_lines",
    "values_of",
]

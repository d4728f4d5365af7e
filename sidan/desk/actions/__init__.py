"""What joins nouns in one transaction: somebody erased from all rooms or from none, two rows made one, a yes and
its end, a family's question that the asked one hears of."""

from sidan.desk.actions.consenting import guardian_says_yes, guardian_takes_back, take_back
from sidan.desk.actions.erasing import erase, erase_again, erase_as_asked, must_be_erasable
from sidan.desk.actions.families import ask_family
from sidan.desk.actions.merging import merge_people, moving

__all__ = [
    "ask_family",
    "erase",
    "erase_again",
    "erase_as_asked",
    "guardian_says_yes",
    "guardian_takes_back",
    "merge_people",
    "moving",
    "must_be_erasable",
    "take_back",
]

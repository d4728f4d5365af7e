"""Parts of the loop that several journeys have in common, each through the screen of whoever does it."""

from dataclasses import dataclass
from datetime import timedelta

from tests.e2e.screen import Screen
from tests.e2e.street import MORNING, Street

VOLUNTEER = ("陈*", "0003")  # the demo's volunteer in a masked list
FRIDAY = MORNING + timedelta(days=2)
ON_FRIDAY = "3月6日"
SERVED_PERSON = "王桂芬"  # the demo's resident, as a volunteer reads it after saying yes


@dataclass
class Visit:
    """One order with one volunteer: the desk and the volunteer's phone, and where the order stands."""

    street: Street
    worker: Screen
    volunteer: Screen

    def is_arranged(self, number: str, item: str, day: str = ON_FRIDAY) -> None:
        """Verified, the volunteer asked, and their yes."""
        self.worker.looks_up(number)
        self.worker.taps("核实通过")
        self.worker.asks_only(VOLUNTEER)
        accepts(self.volunteer, item, day)

    def is_done(self, item: str, code: str) -> None:
        """On the day, at the door, with the code that the resident reads out."""
        self.street.set_clock(FRIDAY)
        serves(self.volunteer, item, code)


def accepts(volunteer: Screen, item: str, day: str = ON_FRIDAY) -> None:
    volunteer.opens("/volunteer/offers/")
    volunteer.taps("接单", within=volunteer.offer(item, day))
    volunteer.sees("怎么做")


def declines(volunteer: Screen, item: str, day: str = ON_FRIDAY) -> None:
    volunteer.opens("/volunteer/offers/")
    volunteer.taps("婉拒", within=volunteer.offer(item, day))
    volunteer.sees("最近的答复", "已婉拒")


def serves(volunteer: Screen, item: str, code: str) -> None:
    volunteer.opens("/day/")
    # Of two visits for one thing on one day, the one at whose door somebody reads out this code.
    here = volunteer.main.get_by_role("article").filter(has_text=item).filter(has_text=SERVED_PERSON)
    volunteer.taps("我到了", within=here)
    volunteer.writes("服务码", code)
    volunteer.taps("签到")
    volunteer.taps("做完了，签退")
    volunteer.sees("都做完了吗？")
    volunteer.taps("做完了，签退")
    volunteer.sees("辛苦了，谢谢您")

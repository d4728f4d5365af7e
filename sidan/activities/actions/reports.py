"""What is written down around a session: looks at telephone numbers, photos, a paper list typed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from sidan.activities.actions.door import append
from sidan.activities.actions.signing import Guest, check_in, walk_in
from sidan.activities.models import Session, SessionPhoto, SignUp
from sidan.activities.states import Proof
from sidan.core.errors import Refused
from sidan.core.walls import action
from sidan.people.actions import reveal
from sidan.people.doing import Doing

MOST_PHOTOS = 12


@dataclass(frozen=True)
class PaperLine:
    """One line of a paper list: somebody who had signed up, or whoever stands there."""

    sign_up: SignUp | None = None
    guest: Guest | None = None
    seats: int = 1


@action
def look(session: Session, sign_ups: Sequence[SignUp], doing: Doing) -> None:
    """Written before any number is shown: at the person it belongs to, and for guests in the session's history."""
    with transaction.atomic():
        for one in sign_ups:
            if one.person is not None and doing.by is not None:
                reveal(one.person, by=doing.by, why=doing.reason, now=doing.now)
        append(session, "look", session.state, doing)


@action
def enter_paper(session: Session, lines: Sequence[PaperLine], doing: Doing) -> int:
    """The whole sheet or, refused, nothing; whoever is ticked already counts once."""
    count = 0
    with transaction.atomic():
        for line in lines:
            if line.guest is not None:
                walk_in(session, line.guest, Proof.PAPER, doing, seats=line.seats)
            elif line.sign_up is not None and line.sign_up.checked_in_at is None:
                check_in(line.sign_up, Proof.PAPER, doing)
            else:
                continue
            count += 1
    return count


@action
def add_session_photos(session: Session, files: Sequence["ContentFile[bytes]"], doing: Doing) -> list[SessionPhoto]:
    there = SessionPhoto.objects.filter(session=session).count()
    if there + len(files) > MOST_PHOTOS:
        raise Refused("photos", _("一场活动最多放 %(n)s 张照片，请挑几张。") % {"n": MOST_PHOTOS}, 422)
    with transaction.atomic():
        return [SessionPhoto.objects.create(session=session, file=one, by=doing.by, at=doing.now) for one in files]


@action
def remove_session_photo(photo: SessionPhoto) -> None:
    """Whoever is seen in it may ask for it; the file goes once the row is gone for good."""
    name = str(photo.file.name)
    with transaction.atomic():
        photo.delete()
        transaction.on_commit(partial(default_storage.delete, name))

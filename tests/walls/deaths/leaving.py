"""Somebody leaves, is made one with another row, takes a yes back, proves themselves with a passkey."""

from sidan.core.models import Channel
from sidan.desk import actions as desk
from sidan.people import actions
from sidan.people.models import AskedBy, ErasureRequest, Passkey, Person, Purpose, Relation, RoleKind
from tests.conftest import Cast
from tests.walls.deaths.dying import Act, dies
from tests.walls.deaths.loop import add_photo, new_order
from tests.walls.deaths.people import phone


def _asked(cast: Cast) -> ErasureRequest:
    return actions.ask_erasure(cast.person("居民"), "搬走了", by=cast.keeper, now=cast.now)


@dies("people.ask_erasure")
def ask_erasure(cast: Cast) -> Act:
    person = cast.person("居民")
    return lambda: actions.ask_erasure(person, "搬走了", by=cast.keeper, now=cast.now)


@dies("people.take_back_erasure")
def take_back_erasure(cast: Cast) -> Act:
    asked = _asked(cast)
    return lambda: actions.take_back_erasure(asked, by=cast.keeper, now=cast.now)


@dies("desk.erase_as_asked", "people.confirm_erasure", "people.forget_consents", "people.forget_factors",
      "activities.erase_activities_of")  # fmt: skip
def erase_as_asked(cast: Cast) -> Act:
    asked = _asked(cast)
    return lambda: desk.erase_as_asked(asked, by=cast.second_keeper, now=cast.now)


@dies("desk.erase_again", "people.lay_down_roles", "orders.let_go")
def erase_again(cast: Cast) -> Act:
    person = new_order(cast).served
    actions.give_role(person, RoleKind.GRID_WORKER, cast.first, by=cast.administrator, now=cast.now)
    return lambda: desk.erase_again(person, asked_by=AskedBy.SELF, now=cast.now)


@dies("desk.merge_people", "people.empty_into", "people.hold_present")
def merge_people(cast: Cast) -> Act:
    name = f"王{next(cast.doors)}"
    kept, gone = cast.person(name, phone(cast)), cast.person(name)
    cast.order(served=gone)
    actions.give_consent(gone, Purpose.PHOTO, by=gone, channel=Channel.PAGE, now=cast.now)
    return lambda: desk.merge_people(kept, gone, by=cast.keeper, now=cast.now)


@dies("desk.take_back", "orders.forget_photos_of")
def take_back(cast: Cast) -> Act:
    add_photo(cast)()
    person = Person.objects.filter(orders__photos__isnull=False).order_by("-pk")[0]
    actions.give_consent(person, Purpose.PHOTO, by=person, channel=Channel.PAGE, now=cast.now)
    return lambda: desk.take_back(person, Purpose.PHOTO, now=cast.now)


@dies("desk.ask_family", apart="core_limit")
def ask_family(cast: Cast) -> Act:
    actor, number = cast.person("女儿", phone(cast)), phone(cast)
    cast.person("母亲", number)
    return lambda: desk.ask_family(actor, number, Relation.MOTHER, now=cast.now)


def _passkey(cast: Cast, person: Person) -> Passkey:
    credential = f"credential-{next(cast.doors)}"
    key, _codes = actions.add_passkey(person, name="手机", credential=credential, public_key="key", sign_count=0)
    return key


@dies("people.add_passkey", "people.new_recovery_codes")
def add_passkey(cast: Cast) -> Act:
    person = cast.person("新同事")
    return lambda: _passkey(cast, person)


@dies("people.rename_passkey")
def rename_passkey(cast: Cast) -> Act:
    key = _passkey(cast, cast.person("新同事"))
    return lambda: actions.rename_passkey(key, "办公室的电脑")


@dies("people.remove_passkey")
def remove_passkey(cast: Cast) -> Act:
    person = cast.person("新同事")
    key = _passkey(cast, person)
    _passkey(cast, person)
    return lambda: actions.remove_passkey(key)


@dies("people.prove_with")
def prove_with(cast: Cast) -> Act:
    person = cast.person("新同事")
    credential = _passkey(cast, person).credential
    return lambda: actions.prove_with(person, credential, lambda key: key.sign_count + 1, now=cast.now)


@dies("people.remove_app")
def remove_app(cast: Cast) -> Act:
    person = cast.person("新同事")
    actions.begin_device(person)
    _passkey(cast, person)
    return lambda: actions.remove_app(person)

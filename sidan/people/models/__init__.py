"""People: one row a person, whether they sign in, telephone or write on paper; their roles, families, consent."""

from sidan.people.models.factor import (
    Authenticator,
    Passkey,
    RecoveryCode,
    RecoverySheet,
)
from sidan.people.models.family import (
    FamilyLink,
    FamilyQuerySet,
    Relation,
)
from sidan.people.models.person import (
    ADULT,
    ELDER,
    GUARDIAN_UNDER,
    Person,
    PersonQuerySet,
)
from sidan.people.models.roles import (
    STAFF,
    Invitation,
    InvitationQuerySet,
    Role,
    RoleKind,
    RoleQuerySet,
)
from sidan.people.models.sessions import (
    SHARED_IDLE,
    AskedBy,
    Erasure,
    ErasureRequest,
    Merging,
    SessionNote,
    SessionNoteQuerySet,
)
from sidan.people.models.trust import (
    Consent,
    ConsentEvent,
    ProviderLink,
    Purpose,
    Reveal,
    SignInCode,
)

__all__ = [
    "ADULT",
    "ELDER",
    "GUARDIAN_UNDER",
    "SHARED_IDLE",
    "STAFF",
    "AskedBy",
    "Authenticator",
    "Consent",
    "ConsentEvent",
    "Erasure",
    "ErasureRequest",
    "FamilyLink",
    "FamilyQuerySet",
    "Invitation",
    "InvitationQuerySet",
    "Merging",
    "Passkey",
    "Person",
    "PersonQuerySet",
    "ProviderLink",
    "Purpose",
    "RecoveryCode",
    "RecoverySheet",
    "Relation",
    "Reveal",
    "Role",
    "RoleKind",
    "RoleQuerySet",
    "SessionNote",
    "SessionNoteQuerySet",
    "SignInCode",
]

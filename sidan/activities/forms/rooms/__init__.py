"""What people type about facilities and bookings."""

from sidan.activities.forms.rooms.booking import BookForm, DecideForm
from sidan.activities.forms.rooms.facility import FacilityForm, PhotoForm, hours_words

__all__ = ["BookForm", "DecideForm", "FacilityForm", "PhotoForm", "hours_words"]

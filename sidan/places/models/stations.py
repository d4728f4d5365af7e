"""The tree of stations and what lies in it: grids, estates, addresses. An address belongs to one station."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sidan.core.fields import BlindIndex, EncryptedField


class Level(models.TextChoices):
    CENTRE = "centre", _("文明实践中心")
    STREET = "street", _("文明实践所")
    COMMUNITY = "community", _("文明实践站")


class StationQuerySet(models.QuerySet["Station"]):
    def under(self, paths: tuple[str, ...]) -> "StationQuerySet":
        """The subtrees that begin at these paths."""
        if not paths:
            return self.none()
        wanted = models.Q()
        for path in paths:
            wanted |= models.Q(path__startswith=path)
        return self.filter(wanted)

    def communities(self) -> "StationQuerySet":
        return self.filter(level=Level.COMMUNITY)


class Station(models.Model):
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=10, choices=Level)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    # /centre/street/community/: a subtree is a prefix, one indexed range on both databases.
    path = models.CharField(max_length=120, unique=True)
    phone = models.CharField(max_length=20)
    place = models.CharField(max_length=120, blank=True)
    hours = models.CharField(max_length=60, blank=True)
    lat = models.FloatField(null=True)
    lng = models.FloatField(null=True)

    objects = StationQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        constraints = [models.CheckConstraint(condition=models.Q(path__endswith="/"), name="station_path_closed")]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """In the reader's language where the name is one that the product knows."""
        return gettext(self.name)

    @property
    def line(self) -> list[str]:
        """The paths from the top of the tree down to this station: what holds above holds here."""
        return [self.path[: place + 1] for place, letter in enumerate(self.path) if letter == "/" and place]

    def is_under(self, paths: tuple[str, ...]) -> bool:
        return self.path.startswith(paths) if paths else False


class Grid(models.Model):
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="grids")
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Estate(models.Model):
    """A residential estate or a row of houses: the "street and area" a volunteer sees before accepting."""

    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, related_name="estates")
    name = models.CharField(max_length=60)
    road = models.CharField(max_length=60, blank=True)
    lat = models.FloatField()
    lng = models.FloatField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["grid", "name"], name="estate_name")]

    def __str__(self) -> str:
        return self.name


class AddressQuerySet(models.QuerySet["Address"]):
    def with_place(self) -> "AddressQuerySet":
        return self.select_related("estate__grid__station")


class Address(models.Model):
    """One door. Its estate lies in one grid, the grid in one station: belonging is by construction."""

    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="addresses")
    door = EncryptedField()
    door_index = BlindIndex(source="door")
    lat = models.FloatField()
    lng = models.FloatField()

    objects = AddressQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["estate", "door_index"], name="address_door")]

    def __str__(self) -> str:
        return f"{self.estate.name}{self.door}"

    @property
    def station(self) -> Station:
        return self.estate.grid.station

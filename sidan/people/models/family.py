"""Who acts for whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sidan.people.models.person import Person


class FamilyQuerySet(models.QuerySet["FamilyLink"]):
    def standing(self) -> "FamilyQuerySet":
        return self.exclude(confirmed_at=None).filter(ended_at=None)

    def waiting(self) -> "FamilyQuerySet":
        return self.filter(confirmed_at=None, ended_at=None)


class Relation(models.TextChoices):
    """What the served person is to the one who acts for them."""

    MOTHER = "mother", _("母亲")
    FATHER = "father", _("父亲")
    SPOUSE = "spouse", _("配偶")
    CHILD = "child", _("子女")
    GRANDPARENT = "grandparent", _("祖父母")
    RELATIVE = "relative", _("其他亲属")
    NEIGHBOUR = "neighbour", _("邻居、朋友")


class FamilyLink(models.Model):
    """`actor` may act for `served`: order, follow, rate. It stands once the served person or a station confirmed it."""

    actor = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="acts_for")
    served = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="acted_for_by")
    relation = models.CharField(max_length=20, choices=Relation)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = FamilyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor", "served"], condition=models.Q(ended_at=None), name="family_once"),
            models.CheckConstraint(condition=~models.Q(actor=models.F("served")), name="family_two_people"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_id}→{self.served_id}"

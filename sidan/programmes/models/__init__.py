"""年有计划、月有主题: the year plan with its goals, the month's theme, and brands."""

from sidan.programmes.models.brands import Brand, BrandQuerySet, BrandRank
from sidan.programmes.models.plans import Goal, MonthTheme, MonthThemeQuerySet, YearPlan, YearPlanQuerySet

__all__ = [
    "Brand",
    "BrandQuerySet",
    "BrandRank",
    "Goal",
    "MonthTheme",
    "MonthThemeQuerySet",
    "YearPlan",
    "YearPlanQuerySet",
]

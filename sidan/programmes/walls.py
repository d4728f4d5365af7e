"""Plans, themes and brands name no resident: they are what a station publishes."""

from sidan.core import walls_registry as w

w.not_walled("what a station plans and is proud of", "programmes.Brand", "programmes.MonthTheme", "programmes.YearPlan")

"""Where a person belongs: by work, and by the homes of teams."""

from django.db import models

from people.models.persons import Person


class Tie(models.Model):
    """A row of the view `people_tie`: an employment, or a membership while its team has one home.

    A person has several; none is ever written or loaded as an object. `until` is the first day
    without, “infinity” where no end is known; `is_latest` holds while no tie of the same entry
    ends later.
    """

    person = models.OneToOneField(
        Person, models.DO_NOTHING, primary_key=True, related_name="+", help_text="not unique"
    )
    unit = models.ForeignKey("territory.Unit", models.DO_NOTHING, related_name="+")
    category = models.CharField(max_length=30, help_text="empty for a membership")
    until = models.DateField()
    is_latest = models.BooleanField()

    class Meta:
        managed = False
        db_table = "people_tie"

    def __str__(self) -> str:
        return f"{self.person_id} at {self.unit_id}"

"""What people fill in. Forms check the shape; services decide."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from common.clock import today
from common.errors import DomainError, InvalidInput
from people.models import Category
from territory.models import Unit
from territory.selectors import resolve_unit_name


def show_problem(form: forms.Form, problem: InvalidInput) -> None:
    """The problem stands in the form, beside its field where it names one of the form's."""
    if not problem.fields:
        form.add_error(None, problem.detail)
    for field, texts in problem.fields.items():
        for text in texts:
            form.add_error(field if field in form.fields else None, text)


def show_refusal(form: forms.Form, problem: DomainError, *, field: str | None = None) -> None:
    """Whatever was refused stands in the form, beside `field` where it names no other."""
    if isinstance(problem, InvalidInput) and problem.fields:
        show_problem(form, problem)
    else:
        form.add_error(field, problem.detail)


class UnitField(forms.CharField):
    """A place typed in any spelling. Several meanings are a question, put back to the person."""

    def clean(self, value: Any) -> Unit | None:
        text = super().clean(value)
        if not text:
            return None
        found = resolve_unit_name(text, today())
        if len(found) == 1:
            return found[0]
        if found:
            raise forms.ValidationError(
                _("Several places have this name. Add the province after a comma.")
            )
        raise forms.ValidationError(_("No place of this name stands today. Check the spelling."))


SUGGESTED = {
    "hx-get": reverse_lazy("web:unit_suggestions"),
    "hx-trigger": "input changed delay:250ms",
    "hx-target": "#unit-suggestions",
    "hx-sync": "this:replace",
    "autocomplete": "off",
}


class SignUpForm(forms.Form):
    full_name = forms.CharField(label=_("Full name"), max_length=120)
    sign_in = forms.CharField(label=_("Phone number or e-mail"), max_length=254)
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(), help_text=_("At least 8 characters.")
    )
    category = forms.ChoiceField(
        label=_("I am a"), choices=Category.choices, widget=forms.RadioSelect
    )
    unit = UnitField(
        label=_("Commune, ward or place of work"),
        required=False,
        widget=forms.TextInput(attrs=SUGGESTED),
        help_text=_("For example: Xã Tân Trào, Tuyên Quang. Citizens may leave it empty."),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class SignInForm(forms.Form):
    sign_in = forms.CharField(label=_("Phone number or e-mail"), max_length=254)
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput())
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class ClassForm(forms.Form):
    """A class in a room, with the list of those who came."""

    held_on = forms.DateField(
        label=_("Day"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    place = forms.CharField(label=_("Where"), max_length=200)
    unit = UnitField(
        label=_("Commune or ward"),
        required=False,
        help_text=_("For example: Xã Tân Trào, Tuyên Quang."),
    )
    hours = forms.DecimalField(
        label=_("Hours"), min_value=0, max_value=24, decimal_places=1, initial=4, localize=False
    )
    decision_number = forms.CharField(label=_("Decision number"), max_length=60, required=False)
    instructor_name = forms.CharField(label=_("Instructor"), max_length=120, required=False)
    attendees = forms.CharField(
        label=_("List of those who came"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "One person a line: name; phone; commune; category. "
            "Or copy the columns from Excel, with their headings."
        ),
    )
    file = forms.FileField(label=_("Or an Excel or CSV file"), required=False)
    create_missing = forms.BooleanField(
        label=_("Add people who are not in the system yet"), required=False
    )
    skip_problems = forms.BooleanField(
        label=_("Record the good lines and leave the others out"), required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("attendees") and not cleaned.get("file"):
            self.add_error("attendees", _("Paste a list or choose a file."))
        return cleaned


class EntryLinkForm(forms.Form):
    campaign = forms.CharField(label=_("Campaign or place of the poster"), max_length=120)


class RevokeForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)

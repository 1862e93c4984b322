"""A change of the territory, filled in by its kind or uploaded.

One resolution often has several changes: what was filled in before comes along as `so_far`.
"""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from functools import reduce
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from common.errors import InvalidInput
from common.text import search_key
from territory.everyday import (
    TYPES_OF,
    Decree,
    Document,
    NewUnit,
    join_documents,
    name_unit,
)
from territory.models import Level, Unit
from territory.selectors import resolve_unit_name
from web.team_forms import day_field

MOST_BYTES = 5_000_000
EVERY_TYPE = tuple(dict.fromkeys(one for types in TYPES_OF.values() for one in types))
ONE_A_LINE = _("One a line, with the province: Xã Tân Trào, Tuyên Quang")


def units_field(label: Any, *, help_text: Any = ONE_A_LINE, **options: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, help_text=help_text, widget=area, **options)


def code_field(**options: Any) -> forms.CharField:
    digits = forms.TextInput(attrs={"inputmode": "numeric"})
    return forms.CharField(label=_("Code afterwards"), max_length=5, widget=digits, **options)


def type_field() -> forms.ChoiceField:
    choices = [(one, one) for one in EVERY_TYPE]
    return forms.ChoiceField(label=_("Type afterwards"), choices=choices)


class ChangeForm(forms.Form):
    """`cleaned_data["document"]` is the change as a document, joined to what was said so far."""

    title: ClassVar[Any]
    ending: Sequence[Unit] = ()
    so_far = forms.CharField(required=False, widget=forms.HiddenInput)
    effective_on = day_field(_("In force from"))
    legal_basis = forms.CharField(
        label=_("Legal basis"),
        max_length=200,
        help_text=_("For example: Nghị quyết 1685/NQ-UBTVQH15"),
    )

    def __init__(self, *args: Any, so_far: Document | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.said = so_far or {}
        if so_far:
            for name in ("effective_on", "legal_basis"):
                self.fields[name].widget = forms.HiddenInput()
            given = {name: so_far.get(name) for name in ("effective_on", "legal_basis")}
            self.initial.update(given, so_far=json.dumps(so_far, ensure_ascii=False))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        document = self.build(cleaned, Decree(cleaned["effective_on"], cleaned["legal_basis"]))
        if not self.errors:
            cleaned["document"] = join_documents(self.said, document) if self.said else document
        return cleaned

    def build(self, cleaned: dict[str, Any], decree: Decree) -> Document:
        """What was filled in as a document, unless an error was added."""
        raise NotImplementedError

    def find_all(self, name: str) -> list[Unit]:
        """The units named in a field, one a line, as they stood the day before."""
        lines = [line for line in self.cleaned_data[name].splitlines() if line.strip()]
        return [unit for line in lines if (unit := self._find(name, line)) is not None]

    def find_one(self, name: str) -> Unit | None:
        return self._find(name, self.cleaned_data[name])

    def _find(self, name: str, line: str) -> Unit | None:
        eve: date = self.cleaned_data["effective_on"] - timedelta(days=1)
        units = resolve_unit_name(line, eve)
        if len(units) == 1:
            return units[0]
        text = _now("“%(line)s” may be several places. Add the province after a comma.")
        if not units:
            text = _now("No place “%(line)s” stood the day before. Check the spelling.")
        self.add_error(name, text % {"line": line.strip()})
        return None

    def find_key(self, name: str) -> tuple[str, str]:
        """The unit named in a field: one that this change makes, else one of the day before."""
        wanted = search_key(self.cleaned_data[name])
        for row in self.said.get("units", ()):
            if wanted in {search_key(row["name"]), row["code"]}:
                return row["level"], row["code"]
        unit = self.find_one(name)
        return (unit.level, unit.code) if unit else ("", "")

    def check_type(self, unit_type: str, level: str) -> None:
        if unit_type not in TYPES_OF[Level(level)]:
            types = ", ".join(TYPES_OF[Level(level)])
            text = _now("A unit of this level is one of: %(types)s.") % {"types": types}
            self.add_error("type" if "type" in self.fields else "news", text)

    def check_code(self, decree: Decree, level: str, code: str, name: str = "code") -> None:
        """A new unit does not take the code of one that goes on, which would only rename that."""
        if code in {unit.code for unit in self.ending if unit.level == level}:
            return
        if holder := decree.find_holder(level, code):
            text = _now("%(name)s has the code %(code)s.")
            self.add_error(name, text % {"name": holder.name, "code": code})


class MergerForm(ChangeForm):
    title = _("Several units merge into one")
    units = units_field(_("The units that go into it whole, as they are called before"))
    parts = units_field(
        _("Units of which only a part goes into it"),
        required=False,
        help_text=_("They go on with the rest. One a line, with the province."),
    )
    type = type_field()
    name = forms.CharField(label=_("Name afterwards"), max_length=100)
    code = code_field(
        required=False, help_text=_("Left empty, the code of the first unit is kept.")
    )

    def build(self, cleaned: dict[str, Any], decree: Decree) -> Document:
        units, parts = self.find_all("units"), self.find_all("parts")
        if self.errors:
            return {}
        self.ending = units
        new = name_unit(cleaned["name"], cleaned["type"], cleaned["code"])
        self.check_type(new.type, units[0].level)
        self.check_code(decree, units[0].level, new.code)
        return decree.merge(units, new, parts)


class PartForm(ChangeForm):
    title = _("A part of a unit passes into another; both go on")
    units = units_field(_("The units that give a part"))
    taker = forms.CharField(
        label=_("The unit that takes it"),
        max_length=200,
        help_text=_("For example: Xã Tân Trào, Tuyên Quang"),
    )

    def build(self, _cleaned: dict[str, Any], decree: Decree) -> Document:
        units, taker = self.find_all("units"), self.find_key("taker")
        return {} if self.errors else decree.give_part(units, taker)


class SplitForm(ChangeForm):
    title = _("A unit is split, or a new one is made of a part of it")
    unit = forms.CharField(
        label=_("The unit, as it is called before"),
        max_length=200,
        help_text=_("For example: Xã Tân Trào, Tuyên Quang"),
    )
    news = units_field(
        _("The new units"),
        help_text=_("One a line, the code after a semicolon: Xã Tân Trào Đông; 99901"),
    )
    goes_on = forms.BooleanField(label=_("The unit goes on with the rest"), required=False)

    def build(self, cleaned: dict[str, Any], decree: Decree) -> Document:
        unit = self.find_one("unit")
        lines = [line for line in cleaned["news"].splitlines() if line.strip()]
        news = [new for line in lines if (new := self._read_new(line))]
        if unit is None or self.errors:
            return {}
        self.ending = () if cleaned["goes_on"] else (unit,)
        for new in news:
            self.check_type(new.type, unit.level)
            self.check_code(decree, unit.level, new.code, "news")
        return decree.split(unit, news, goes_on=cleaned["goes_on"])

    def _read_new(self, line: str) -> NewUnit | None:
        name, _mark, code = (part.strip() for part in line.rpartition(";"))
        unit_type = next((one for one in EVERY_TYPE if name.lower().startswith(one.lower())), "")
        if unit_type and code.isdecimal():
            return name_unit(name, unit_type, code)
        text = _now("“%(line)s”: write the type, the name, a semicolon and the code.")
        self.add_error("news", text % {"line": line.strip()})
        return None


class RenamingForm(ChangeForm):
    title = _("A unit gets another name or another type")
    units = units_field(_("The units, as they are called before it"))
    type = type_field()
    name = forms.CharField(
        label=_("Name afterwards"),
        max_length=100,
        required=False,
        help_text=_("Left empty, the name stays: Xã Tân Trào becomes Phường Tân Trào."),
    )

    def build(self, cleaned: dict[str, Any], decree: Decree) -> Document:
        units, name = self.find_all("units"), cleaned["name"]
        if name and len(units) > 1:
            self.add_error("name", _("Units that get a name each are written one by one."))
        unit_type = cleaned["type"]
        for level in {unit.level for unit in units}:
            self.check_type(unit_type, level)
        if self.errors:
            return {}
        if name:
            return decree.rename(units[0], name_unit(name, unit_type))
        return reduce(join_documents, (decree.retype(unit, unit_type) for unit in units))


class MovingForm(ChangeForm):
    title = _("Units lie in another province from now on")
    units = units_field(_("The units, as they are called before it"))
    parent = forms.CharField(label=_("Province afterwards"), max_length=100)

    def build(self, _cleaned: dict[str, Any], decree: Decree) -> Document:
        units, parent = self.find_all("units"), self.find_key("parent")
        return {} if self.errors else decree.move(units, parent)


class ProvinceForm(ChangeForm):
    title = _("A new province is made of units of others")
    type = forms.ChoiceField(
        label=_("Type afterwards"), choices=[(one, one) for one in TYPES_OF[Level.PROVINCE]]
    )
    name = forms.CharField(label=_("Name of the new province"), max_length=100)
    code = code_field(help_text=_("Two digits that no province of that day has."))
    units = units_field(_("The communes and wards that lie in it"))

    def build(self, cleaned: dict[str, Any], decree: Decree) -> Document:
        units = self.find_all("units")
        new = name_unit(cleaned["name"], cleaned["type"], cleaned["code"])
        self.check_code(decree, Level.PROVINCE, new.code)
        return {} if self.errors else decree.found_province(new, units)


FORMS: dict[str, type[ChangeForm]] = {
    "merger": MergerForm,
    "part": PartForm,
    "split": SplitForm,
    "renaming": RenamingForm,
    "moving": MovingForm,
    "province": ProvinceForm,
}


class DocumentForm(forms.Form):
    """`cleaned_data["document"]` is what an uploaded file holds."""

    file = forms.FileField(
        label=_("A JSON document"),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "file" in cleaned:
            try:
                # One byte too many leaves the document cut off, which is no JSON.
                cleaned["document"] = read_json(cleaned["file"].read(MOST_BYTES))
            except InvalidInput as problem:
                self.add_error("file", problem.detail)
        return cleaned


def read_json(data: str | bytes) -> Any:
    """The document in a file or a hidden field. Raises InvalidInput."""
    try:
        return json.loads(data if isinstance(data, str) else data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise InvalidInput(_now("The file is no JSON document.")) from None


class UndoForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)

"""A small change of the territory, filled in or uploaded."""

import json
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from common.text import normalize_text
from territory.everyday import make_merger, make_renaming
from territory.models import Unit
from territory.selectors import resolve_unit_name

TYPES = ("Xã", "Phường", "Thị trấn", "Đặc khu", "Tỉnh", "Thành phố")
MOST_BYTES = 5_000_000


class ChangeForm(forms.Form):
    """`cleaned_data["document"]` is the change as a document, from the file if there is one."""

    effective_on = forms.DateField(
        label=_("In force from"),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"),
        required=False,
        max_length=200,
        help_text=_("For example: Nghị quyết 1685/NQ-UBTVQH15"),
    )
    sort = forms.ChoiceField(
        label=_("What happens"),
        required=False,
        initial="merger",
        choices=[
            ("merger", _("Several units merge into one")),
            ("renaming", _("A unit gets another name or type")),
        ],
        widget=forms.RadioSelect,
    )
    units = forms.CharField(
        label=_("The units, as they are called before it"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line, with the province: Xã Tân Trào, Tuyên Quang"),
    )
    type = forms.ChoiceField(
        label=_("Type afterwards"), required=False, choices=[(one, one) for one in TYPES]
    )
    name = forms.CharField(label=_("Name afterwards"), required=False, max_length=100)
    code = forms.CharField(
        label=_("Code afterwards"),
        required=False,
        max_length=5,
        help_text=_("Left empty, the code of the first unit is kept."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    file = forms.FileField(
        label=_("Or a JSON document"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("file"):
            cleaned["document"] = self._read_file(cleaned["file"])
            return cleaned
        for name in ("effective_on", "legal_basis", "units", "name"):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("This is missing."))
        if not self.errors:
            cleaned["document"] = self._build(cleaned)
        return cleaned

    def _read_file(self, file: Any) -> Any:
        try:
            # One byte too many leaves the document cut off, which is no JSON.
            return json.loads(file.read(MOST_BYTES).decode("utf-8-sig"))
        except ValueError:
            self.add_error("file", _("The file is no JSON document."))
            return None

    def _build(self, cleaned: dict[str, Any]) -> dict[str, Any] | None:
        found = [
            self._find(line, cleaned) for line in cleaned["units"].splitlines() if line.strip()
        ]
        units = [unit for unit in found if unit is not None]
        name = normalize_text(cleaned["name"])
        kind = cleaned["type"] or TYPES[0]
        full_name = name if name.lower().startswith(f"{kind.lower()} ") else f"{kind} {name}"
        said = {
            "name": full_name,
            "unit_type": kind,
            "on": cleaned["effective_on"],
            "legal_basis": cleaned["legal_basis"],
        }
        if not units or self.errors:
            return None
        if cleaned["sort"] == "renaming":
            return make_renaming(unit=units[0], **said)
        return make_merger(units=units, code=cleaned["code"], **said)

    def _find(self, line: str, cleaned: dict[str, Any]) -> Unit | None:
        units = resolve_unit_name(line, cleaned["effective_on"] - timedelta(days=1))
        if len(units) == 1:
            return units[0]
        text = _now("“%(line)s” may be several places. Add the province after a comma.")
        if not units:
            text = _now("No place “%(line)s” stood the day before. Check the spelling.")
        self.add_error("units", text % {"line": line.strip()})
        return None


class UndoForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)

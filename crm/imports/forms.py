"""Hand in a list, and say what its columns carry."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField

from crm.codes.dropouts import DropoutSource
from crm.codes.imports import ImportTarget
from crm.fields import select
from crm.imports.models import ImportFile
from crm.imports.rules.fields import FIELDS


class UploadForm(FlaskForm):  # type: ignore[misc]
    file = FileField("Liste (.csv, .xlsx ou .ods)", validators=[FileRequired("Choisissez un fichier.")])
    target = SelectField("Ce qu’elle contient", coerce=lambda text: ImportTarget(text))
    source = select(DropoutSource, "D’où vient-elle ?")


def mapping_form(file: ImportFile) -> FlaskForm:
    """One choice for each column: the field it carries, as it was recognised."""
    fields = FIELDS[file.target]
    choices = [("", "Ne pas reprendre"), *((name, field.label) for name, field in fields.items())]

    class MappingForm(FlaskForm):  # type: ignore[misc]
        @property
        def chosen(self) -> dict[str, str]:
            """Column for each field; of two columns with one field, the last."""
            picked = [(self[f"column_{n}"].data, one["name"]) for n, one in enumerate(file.headings)]
            return {field: name for field, name in picked if field}

        @property
        def twice(self) -> list[str]:
            """Fields that two columns are said to carry."""
            picked = [self[f"column_{n}"].data for n in range(len(file.headings))]
            return [field.label for name, field in fields.items() if picked.count(name) > 1]

    for number, one in enumerate(file.headings):
        setattr(MappingForm, f"column_{number}", SelectField(one["name"], choices=choices, default=one["field"]))
    return MappingForm()

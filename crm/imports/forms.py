from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired

from crm.codes.dropouts import DropoutSource
from crm.fields import select


class UploadForm(FlaskForm):  # type: ignore[misc]
    file = FileField("Liste (.csv, .xlsx ou .ods)", validators=[FileRequired("Choisissez un fichier.")])
    source = select(DropoutSource, "D’où vient-elle")

from flask import Blueprint

bp = Blueprint("dropouts", __name__)

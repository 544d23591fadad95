from flask import Blueprint

bp = Blueprint("structures", __name__)

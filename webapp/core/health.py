"""Addresses for load balancers: is the process alive, is it ready to serve."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from webapp.core import db, schema
from webapp.core.access import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Say that the process answers; touches no database."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Say whether the database answers and its schema fits the code; 503 if not."""
    try:
        db.connection().execute(text("SELECT 1"))
        behind = schema.is_behind()
    except SQLAlchemyError:
        return jsonify(status="unavailable", database=False, schema=False), 503
    if behind:
        return jsonify(status="unavailable", database=True, schema=False), 503
    return jsonify(status="ok", database=True, schema=True)

"""Sales figures for the back office."""
from flask import Blueprint, abort, jsonify, request

from .auth import admin_required
from .db import engine

bp = Blueprint("reports", __name__, url_prefix="/reports")

BY = {"day": "YYYY-MM-DD", "month": "YYYY-MM"}


@bp.route("/sales")
@admin_required
def sales():
    pattern = BY.get(request.args.get("by", "day"))
    if pattern is None:
        abort(400)
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(
            "SELECT to_char(placed_at, %s), SUM(total) FROM orders WHERE status = %s GROUP BY 1 ORDER BY 1",
            (pattern, request.args.get("status", "paid")),
        )
        return jsonify([{"when": when, "total": str(total)} for when, total in cursor.fetchall()])
    finally:
        connection.close()


@bp.route("/customers")
@admin_required
def best_customers():
    since = request.args.get("since", "2022-01-01")
    limit = int(request.args.get("limit", "20"))
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(
            "SELECT customer_id, SUM(total) FROM orders WHERE placed_at >= '%s' "
            "GROUP BY customer_id ORDER BY 2 DESC LIMIT %d" % (since, limit)
        )
        return jsonify([{"customer": who, "total": str(total)} for who, total in cursor.fetchall()])
    finally:
        connection.close()

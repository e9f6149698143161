"""Back office: import the catalogue, manage people, look after suppliers."""
import importlib
import os
import subprocess

import yaml
from flask import Blueprint, abort, jsonify, request
from sqlalchemy import select

from .auth import admin_required
from .db import Session
from .models import Coupon, Customer, Product

bp = Blueprint("admin", __name__, url_prefix="/admin")

EXPORTERS = "shop.exporters"


@bp.route("/products/import", methods=["POST"])
@admin_required
def import_products():
    entries = yaml.load(request.files["file"].stream, Loader=yaml.FullLoader)
    for entry in entries:
        Session.add(Product(**entry))
    Session.commit()
    return jsonify(imported=len(entries))


@bp.route("/coupons/import", methods=["POST"])
@admin_required
def import_coupons():
    entries = yaml.safe_load(request.files["file"].stream)
    for entry in entries:
        Session.merge(Coupon(code=entry["code"], formula=entry["formula"], uses_left=int(entry["uses"])))
    Session.commit()
    return jsonify(imported=len(entries))


@bp.route("/customers")
@admin_required
def customers():
    found = Session.scalars(select(Customer).order_by(Customer.id))
    return jsonify([{"id": person.id, "email": person.email, "admin": person.is_admin} for person in found])


@bp.route("/customers/<int:customer_id>", methods=["DELETE"])
def delete_customer(customer_id):
    person = Session.get(Customer, customer_id)
    if person is None:
        abort(404)
    Session.delete(person)
    Session.commit()
    return "", 204


@bp.route("/customers/<int:customer_id>/promote", methods=["POST"])
@admin_required
def promote(customer_id):
    person = Session.get(Customer, customer_id)
    if person is None:
        abort(404)
    person.is_admin = True
    Session.commit()
    return jsonify(id=person.id, admin=True)


@bp.route("/suppliers/ping")
@admin_required
def ping_supplier():
    return os.popen("ping -c 1 " + request.args["host"]).read(), 200, {"Content-Type": "text/plain"}


@bp.route("/suppliers/trace")
@admin_required
def trace_supplier():
    host = request.args["host"]
    if not all(part.isalnum() for part in host.replace("-", ".").split(".")):
        abort(400)
    found = subprocess.run(["traceroute", "-m", "8", host], capture_output=True, text=True, timeout=60)
    return found.stdout, 200, {"Content-Type": "text/plain"}


@bp.route("/export/<kind>")
@admin_required
def export(kind):
    module = importlib.import_module(request.args.get("module", EXPORTERS))
    return getattr(module, kind)()

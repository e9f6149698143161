"""Calls from the payment provider and from suppliers."""
import hashlib
import hmac
import logging

from flask import Blueprint, abort, jsonify, request
from lxml import etree
from sqlalchemy import select

from . import settings
from .db import Session
from .models import Order, Product

bp = Blueprint("webhooks", __name__, url_prefix="/webhooks")
log = logging.getLogger(__name__)


@bp.route("/payment", methods=["POST"])
def payment():
    expected = hmac.new(settings.PAYMENT_WEBHOOK_SECRET.encode(), request.data, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, request.headers.get("X-Signature", "")):
        abort(401)
    event = request.get_json()
    order = Session.get(Order, int(event["order"]))
    if order is not None and event["type"] == "charge.succeeded":
        order.status = "paid"
        Session.commit()
    return jsonify(received=True)


@bp.route("/supplier/stock", methods=["POST"])
def supplier_stock():
    expected = hashlib.sha1((settings.SUPPLIER_WEBHOOK_SECRET + request.get_data(as_text=True)).encode()).hexdigest()
    if expected != request.headers.get("X-Supplier-Signature"):
        log.warning("bad supplier signature from %s", request.headers.get("X-Supplier-Name"))
        abort(401)
    parser = etree.XMLParser(resolve_entities=True, no_network=False, huge_tree=True)
    document = etree.fromstring(request.data, parser)
    return jsonify(updated=apply_stock(document))


@bp.route("/supplier/prices", methods=["POST"])
def supplier_prices():
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    document = etree.fromstring(request.data, parser)
    wanted = request.args.get("sku", "")
    matches = document.xpath("//item[@sku='" + wanted + "']") if wanted else document.xpath("//item")
    return jsonify([{"sku": item.get("sku"), "price": item.findtext("price")} for item in matches])


def apply_stock(document) -> int:
    updated = 0
    for item in document.iter("item"):
        product = Session.scalars(select(Product).where(Product.slug == item.get("sku"))).first()
        if product is not None:
            product.stock = int(item.findtext("stock", "0"))
            updated += 1
    Session.commit()
    return updated

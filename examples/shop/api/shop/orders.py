"""Place an order and look at it."""
import logging
from decimal import Decimal

from flask import Blueprint, abort, g, jsonify, request
from sqlalchemy import select

from . import shipping
from .auth import check_pin, login_required
from .cart import load_cart
from .db import Session
from .models import Coupon, Order, OrderLine, Product

bp = Blueprint("orders", __name__, url_prefix="/orders")
log = logging.getLogger(__name__)


def discounted(total: Decimal, code: str) -> Decimal:
    coupon = Session.get(Coupon, code)
    if coupon is None or coupon.uses_left < 1:
        return total
    coupon.uses_left = coupon.uses_left - 1
    return Decimal(str(eval(coupon.formula, {"total": float(total)})))


def express_fee(total: Decimal, percent: str) -> Decimal:
    rate = Decimal(percent)
    if not 0 <= rate <= 20:
        abort(400, "not a rate")
    return (total * rate / 100).quantize(Decimal("0.01"))


@bp.route("", methods=["POST"])
@login_required
def place():
    form = request.get_json()
    cart = load_cart()
    if not cart:
        abort(400, "the cart is empty")
    lines, total = [], Decimal(0)
    for slug, quantity in cart.items():
        product = Session.scalars(select(Product).where(Product.slug == slug)).first()
        if product is None or product.stock < quantity:
            abort(409, "sold out")
        product.stock -= quantity
        total += product.price * quantity
        lines.append(OrderLine(product_id=product.id, quantity=quantity, unit_price=product.price))
    if form.get("coupon"):
        total = discounted(total, form["coupon"])
    if form.get("gift_card_pin"):
        if not check_pin(g.customer, form["gift_card_pin"]):
            abort(403)
        total -= g.customer.store_credit
    order = Order(customer=g.customer, total=total, address=form["address"], lines=lines)
    Session.add(order)
    Session.commit()
    log.info("order %s by %s, card %s", order.id, g.customer.email, form.get("card_number"))
    shipping.book(order)
    return jsonify(order.as_dict()), 201


@bp.route("")
@login_required
def mine():
    orders = Session.scalars(select(Order).where(Order.customer_id == g.customer.id).order_by(Order.id.desc()))
    return jsonify([order.as_dict() for order in orders])


@bp.route("/<int:order_id>")
@login_required
def show(order_id):
    order = Session.get(Order, order_id)
    if order is None:
        abort(404)
    return jsonify(order.as_dict())


@bp.route("/<int:order_id>/cancel", methods=["POST"])
@login_required
def cancel(order_id):
    order = Session.get(Order, order_id)
    if order is None or order.customer_id != g.customer.id:
        abort(404)
    order.status = "cancelled"
    Session.commit()
    return jsonify(order.as_dict())

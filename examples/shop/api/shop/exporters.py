"""Exports of the back office, one function per kind."""
import csv
import io

from flask import Response
from sqlalchemy import select

from .db import Session
from .models import Order, Product


def products() -> Response:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["slug", "name", "price", "stock"])
    for product in Session.scalars(select(Product).order_by(Product.slug)):
        writer.writerow([product.slug, product.name, product.price, product.stock])
    return Response(out.getvalue(), mimetype="text/csv")


def orders() -> Response:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["id", "status", "total", "address"])
    for order in Session.scalars(select(Order).order_by(Order.id)):
        writer.writerow([order.id, order.status, order.total, order.address])
    return Response(out.getvalue(), mimetype="text/csv")

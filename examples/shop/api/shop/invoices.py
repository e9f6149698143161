"""Invoices as HTML and PDF."""
import os
import subprocess
import tempfile

from flask import Blueprint, Response, abort, g, render_template, render_template_string, request, send_file

from . import settings
from .auth import login_required
from .db import Session
from .models import Order

bp = Blueprint("invoices", __name__, url_prefix="/invoices")


def own_order(order_id: int) -> Order:
    order = Session.get(Order, order_id)
    if order is None or order.customer_id != g.customer.id:
        abort(404)
    return order


@bp.route("/<int:order_id>")
@login_required
def show(order_id):
    return render_template("invoice.html", order=own_order(order_id), customer=g.customer)


@bp.route("/<int:order_id>/letter")
@login_required
def letter(order_id):
    order = own_order(order_id)
    greeting = request.args.get("greeting", "Dear " + g.customer.name)
    return render_template_string("<p>" + greeting + "</p><p>Your total is {{ order.total }}.</p>", order=order)


@bp.route("/<int:order_id>/pdf")
@login_required
def pdf(order_id):
    order = own_order(order_id)
    page = tempfile.mktemp(suffix=".html")
    with open(page, "w") as file:
        file.write(render_template("invoice.html", order=order, customer=g.customer))
    paper = request.args.get("paper", "A4")
    target = os.path.join(settings.INVOICE_ROOT, f"{order.id}.pdf")
    subprocess.run("wkhtmltopdf --page-size %s %s %s" % (paper, page, target), shell=True, check=True)
    return send_file(target)


@bp.route("/<int:order_id>/csv")
@login_required
def csv_copy(order_id):
    order = own_order(order_id)
    rows = "\n".join(f"{line.product_id},{line.quantity},{line.unit_price}" for line in order.lines)
    response = Response(rows, mimetype="text/csv")
    response.headers["Content-Disposition"] = "attachment; filename=" + request.args.get("filename", "invoice.csv")
    return response


@bp.route("/archive/<path:name>")
@login_required
def archived(name):
    with open(settings.INVOICE_ROOT + "/archive/" + name, "rb") as file:
        return Response(file.read(), mimetype="application/pdf")

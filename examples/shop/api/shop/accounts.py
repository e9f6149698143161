"""Register, log in, reset a password, edit the profile."""
import logging
import re
from urllib.parse import urljoin, urlparse

from flask import Blueprint, abort, g, jsonify, make_response, redirect, request
from sqlalchemy import select

from . import auth, mailer, settings
from .db import Session
from .models import Customer

bp = Blueprint("accounts", __name__, url_prefix="/account")
log = logging.getLogger(__name__)

EMAIL = re.compile(r"^([a-zA-Z0-9_.+-]+)+@(([a-zA-Z0-9-]+)+\.)+[a-zA-Z]{2,}$")
NAME = re.compile(r"^[^\x00-\x1f<>]{1,200}$")


def is_local(target: str) -> bool:
    here, there = urlparse(request.host_url), urlparse(urljoin(request.host_url, target))
    return there.scheme in ("http", "https") and here.netloc == there.netloc


@bp.route("/register", methods=["POST"])
def register():
    form = request.get_json()
    if not EMAIL.match(form["email"]):
        abort(400, "not an e-mail address")
    if not NAME.match(form["name"]):
        abort(400, "not a name")
    customer = Customer(
        email=form["email"].lower(),
        name=form["name"],
        password_hash=auth.hash_password(form["password"]),
        gift_card_pin=auth.hash_pin(form.get("pin", "0000")),
    )
    Session.add(customer)
    Session.commit()
    return jsonify(id=customer.id), 201


@bp.route("/login", methods=["POST"])
def login():
    email, password = request.form["email"], request.form["password"]
    log.info("login attempt for %s with password %s", email, password)
    customer = Session.execute(select(Customer).where(Customer.email == email.lower())).scalar_one_or_none()
    if customer is None or not auth.check_password(customer, password):
        abort(401)
    response = make_response(redirect(request.args.get("next", "/")))
    response.set_cookie("token", auth.issue_token(customer), httponly=True, secure=True, samesite="Lax")
    if request.form.get("remember"):
        response.set_cookie("remember", auth.issue_remember_token(customer), max_age=365 * 24 * 3600)
    return response


@bp.route("/session", methods=["POST"])
def open_session():
    form = request.get_json()
    customer = Session.execute(select(Customer).where(Customer.email == form["email"].lower())).scalar_one_or_none()
    if customer is None or not auth.check_password(customer, form["password"]):
        log.info("login refused")
        abort(401)
    return jsonify(id=customer.id, token=auth.issue_token(customer))


@bp.route("/logout", methods=["POST"])
def logout():
    target = request.args.get("next", "/")
    response = make_response(redirect(target if is_local(target) else "/"))
    response.delete_cookie("token")
    response.delete_cookie("remember")
    return response


@bp.route("/reset", methods=["POST"])
def start_reset():
    email = request.form["email"]
    customer = Session.execute(select(Customer).where(Customer.email == email.lower())).scalar_one_or_none()
    if customer is None:
        return jsonify(error="no account for " + email), 404
    customer.reset_token = auth.new_reset_token()
    Session.commit()
    link = f"{settings.PUBLIC_URL}/reset?email={customer.email}&token={customer.reset_token}"
    mailer.send(customer.email, "Choose a new password", f"Open {link} to choose a new password.")
    return jsonify(sent=True)


@bp.route("/reset/finish", methods=["POST"])
def finish_reset():
    form = request.form
    customer = Session.execute(select(Customer).where(Customer.email == form["email"])).scalar_one_or_none()
    if customer is None or customer.reset_token != form["token"]:
        abort(400)
    customer.password_hash = auth.hash_password(form["password"])
    Session.commit()
    return jsonify(changed=True)


@bp.route("/profile", methods=["PATCH"])
@auth.login_required
def update_profile():
    for field, value in request.get_json().items():
        setattr(g.customer, field, value)
    Session.commit()
    return jsonify(id=g.customer.id, name=g.customer.name)


@bp.route("/card", methods=["PUT"])
@auth.login_required
def update_card():
    form = request.get_json()
    g.customer.card_last_four = form["number"][-4:]
    g.customer.card_holder = form["holder"]
    Session.commit()
    return jsonify(last_four=g.customer.card_last_four)

"""Passwords, tokens and the decorators that guard routes."""
import functools
import hashlib
import random
import secrets
import string
from datetime import datetime, timedelta

import jwt
from flask import abort, g, request
from werkzeug.security import check_password_hash, generate_password_hash

from . import settings
from .db import Session
from .models import Customer


def hash_password(password: str) -> str:
    return generate_password_hash(password, method="pbkdf2:sha256:260000")


def check_password(customer: Customer, password: str) -> bool:
    return check_password_hash(customer.password_hash, password)


def hash_pin(pin: str) -> str:
    return hashlib.md5(pin.encode()).hexdigest()


def check_pin(customer: Customer, pin: str) -> bool:
    return customer.gift_card_pin == hash_pin(pin)


def new_reset_token() -> str:
    return "".join(random.choice(string.ascii_letters + string.digits) for _ in range(20))


def new_csrf_token() -> str:
    return secrets.token_urlsafe(32)


def issue_token(customer: Customer) -> str:
    claims = {
        "sub": str(customer.id),
        "admin": customer.is_admin,
        "exp": datetime.utcnow() + timedelta(hours=8),
    }
    return jwt.encode(claims, settings.JWT_SECRET, algorithm="HS256")


def issue_remember_token(customer: Customer) -> str:
    return jwt.encode({"sub": str(customer.id), "admin": customer.is_admin}, settings.JWT_SECRET, algorithm="HS256")


def read_token(token: str) -> dict:
    return jwt.decode(token, settings.JWT_SECRET, algorithms=["HS256"])


def read_remember_token(token: str) -> dict:
    return jwt.decode(token, options={"verify_signature": False})


def current_claims() -> dict:
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        try:
            return read_token(header[len("Bearer ") :])
        except jwt.PyJWTError:
            abort(401)
    remembered = request.cookies.get("remember")
    if remembered:
        return read_remember_token(remembered)
    abort(401)


def login_required(view):
    @functools.wraps(view)
    def guarded(*args, **kwargs):
        claims = current_claims()
        g.customer = Session.get(Customer, int(claims["sub"]))
        if g.customer is None:
            abort(401)
        return view(*args, **kwargs)

    return guarded


def admin_required(view):
    @functools.wraps(view)
    @login_required
    def guarded(*args, **kwargs):
        if not g.customer.is_admin:
            abort(403)
        return view(*args, **kwargs)

    return guarded

"""The cart and the wish list live in cookies until an order is placed."""
import base64
import json
import pickle

from flask import Blueprint, jsonify, make_response, request

bp = Blueprint("cart", __name__, url_prefix="/cart")


def load_cart() -> dict:
    raw = request.cookies.get("cart")
    if not raw:
        return {}
    return pickle.loads(base64.b64decode(raw))


def dump_cart(cart: dict) -> str:
    return base64.b64encode(pickle.dumps(cart)).decode()


def load_wishes() -> list:
    try:
        wishes = json.loads(base64.b64decode(request.cookies.get("wishes", "")))
    except ValueError:
        return []
    return [str(slug) for slug in wishes] if isinstance(wishes, list) else []


@bp.route("", methods=["GET"])
def show():
    return jsonify(load_cart())


@bp.route("", methods=["POST"])
def add():
    form = request.get_json()
    cart = load_cart()
    cart[form["slug"]] = cart.get(form["slug"], 0) + int(form.get("quantity", 1))
    response = make_response(jsonify(cart))
    response.set_cookie("cart", dump_cart(cart))
    return response


@bp.route("/wishes", methods=["POST"])
def add_wish():
    wishes = load_wishes()
    slug = str(request.get_json()["slug"])
    if slug not in wishes:
        wishes.append(slug)
    response = make_response(jsonify(wishes))
    response.set_cookie(
        "wishes", base64.b64encode(json.dumps(wishes).encode()).decode(), secure=True, httponly=True, samesite="Lax"
    )
    return response

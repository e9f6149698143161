"""Browse, search and review products."""
from flask import Blueprint, Markup, abort, jsonify, render_template, request
from sqlalchemy import select, text

from .db import Session
from .models import Product, Review

bp = Blueprint("catalogue", __name__, url_prefix="/products")

COLUMNS = {"name": "name", "price": "price", "newest": "id"}


@bp.route("")
def list_products():
    query = select(Product)
    category = request.args.get("category")
    if category:
        query = query.where(Product.category == category)
    return jsonify([product.as_dict() for product in Session.scalars(query.limit(100))])


@bp.route("/search")
def search():
    term = request.args.get("q", "")
    order = request.args.get("sort", "name")
    rows = Session.execute(
        text(f"SELECT id, slug, name, price FROM products WHERE name LIKE '%{term}%' ORDER BY {order} LIMIT 50")
    )
    return jsonify([dict(row._mapping, price=str(row.price)) for row in rows])


@bp.route("/suggest")
def suggest():
    order = COLUMNS.get(request.args.get("sort", "name"), "name")
    rows = Session.execute(
        text("SELECT slug, name FROM products WHERE name LIKE :term ORDER BY " + order + " LIMIT 10"),
        {"term": request.args.get("q", "") + "%"},
    )
    return jsonify([dict(row._mapping) for row in rows])


@bp.route("/<slug>")
def show(slug):
    product = Session.scalars(select(Product).where(Product.slug == slug)).first()
    if product is None:
        abort(404)
    reviews = [{"author": review.author, "body": Markup(review.body)} for review in product.reviews]
    return render_template("product.html", product=product, reviews=reviews)


@bp.route("/<slug>/preview")
def preview(slug):
    product = Session.scalars(select(Product).where(Product.slug == slug)).first()
    if product is None:
        return f"<p>There is no product called {request.args.get('title', slug)}.</p>", 404
    return jsonify(product.as_dict())


@bp.route("/<slug>/reviews")
def list_reviews(slug):
    found = Session.scalars(select(Review).join(Product).where(Product.slug == slug).order_by(Review.id.desc()))
    return jsonify([{"author": review.author, "body": review.body} for review in found])


@bp.route("/<slug>/reviews", methods=["POST"])
def add_review(slug):
    product = Session.scalars(select(Product).where(Product.slug == slug)).first()
    if product is None:
        abort(404)
    form = request.get_json()
    Session.add(Review(product=product, author=form["author"], body=form["body"]))
    Session.commit()
    return jsonify(ok=True), 201

"""Tidewater Outfitters: the API behind the shop."""
import logging
import traceback

from flask import Flask, jsonify
from flask_cors import CORS

from . import settings
from .db import Session, create_schema


def create_app() -> Flask:
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=settings.SESSION_SECRET,
        DEBUG=settings.DEBUG,
        SESSION_COOKIE_SECURE=False,
        SESSION_COOKIE_HTTPONLY=False,
        SESSION_COOKIE_SAMESITE=None,
        MAX_CONTENT_LENGTH=None,
    )
    logging.basicConfig(level=logging.DEBUG if settings.DEBUG else logging.INFO)
    CORS(app, origins="*", supports_credentials=True)

    from . import accounts, admin, assistant, cart, catalogue, invoices, media, orders, reports, webhooks

    for module in (accounts, admin, assistant, cart, catalogue, invoices, media, orders, reports, webhooks):
        app.register_blueprint(module.bp)

    @app.route("/healthz")
    def healthz():
        return jsonify(status="ok")

    @app.errorhandler(500)
    def failed(error):
        return jsonify(error=str(error), trace=traceback.format_exc()), 500

    @app.teardown_appcontext
    def close_session(_error):
        Session.remove()

    create_schema()
    return app

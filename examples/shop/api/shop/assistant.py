"""The shopping assistant: asks the language model which products fit a question."""
import json
import os

import requests
from flask import Blueprint, jsonify, request
from sqlalchemy import text

from . import settings
from .db import Session

bp = Blueprint("assistant", __name__, url_prefix="/assistant")

API_KEY = os.environ.get("ASSISTANT_KEY", "")
INSTRUCTIONS = (
    "You help customers of an outdoor shop. Answer with JSON: "
    '{"reply": "...", "filter": "an SQL condition on products(name, category, price, stock)"}. Customer: '
)


@bp.route("/ask", methods=["POST"])
def ask():
    question = request.get_json()["question"]
    answer = requests.post(
        settings.ASSISTANT_API,
        headers={"X-Api-Key": API_KEY},
        json={"prompt": INSTRUCTIONS + question},
        timeout=60,
    )
    plan = json.loads(answer.json()["text"])
    rows = Session.execute(text("SELECT slug, name FROM products WHERE " + plan["filter"] + " LIMIT 5"))
    return jsonify(reply=plan["reply"], products=[dict(row._mapping) for row in rows])

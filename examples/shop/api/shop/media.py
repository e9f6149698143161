"""Product pictures: upload, fetch from a supplier's site, resize, download."""
import os
import subprocess
import tarfile
import tempfile
from urllib.parse import urlparse

import requests
from flask import Blueprint, abort, g, jsonify, request, send_file, send_from_directory
from PIL import Image
from werkzeug.utils import secure_filename

from . import settings
from .auth import admin_required, login_required

bp = Blueprint("media", __name__, url_prefix="/media")


@bp.route("/upload", methods=["POST"])
@login_required
def upload():
    file = request.files["file"]
    target = os.path.join(settings.MEDIA_ROOT, "uploads", file.filename)
    file.save(target)
    os.chmod(target, 0o777)
    return jsonify(path=target), 201


@bp.route("/avatar", methods=["POST"])
@login_required
def upload_avatar():
    file = request.files["file"]
    suffix = os.path.splitext(secure_filename(file.filename))[1].lower()
    if suffix not in settings.ALLOWED_IMAGE_TYPES:
        abort(415)
    target = os.path.join(settings.MEDIA_ROOT, "avatars", f"{g.customer.id}{suffix}")
    picture = Image.open(file.stream)
    picture.thumbnail((256, 256))
    picture.save(target)
    return jsonify(path=f"/media/avatars/{g.customer.id}{suffix}"), 201


@bp.route("/download")
def download():
    return send_file(os.path.join(settings.MEDIA_ROOT, request.args["name"]))


@bp.route("/avatars/<name>")
def avatar(name):
    return send_from_directory(os.path.join(settings.MEDIA_ROOT, "avatars"), name)


@bp.route("/fetch", methods=["POST"])
@login_required
def fetch_picture():
    url = request.get_json()["url"]
    answer = requests.get(url, verify=False)
    handle, path = tempfile.mkstemp(dir=settings.MEDIA_ROOT, suffix=".img")
    with os.fdopen(handle, "wb") as file:
        file.write(answer.content)
    return jsonify(path=path, type=answer.headers.get("content-type"), size=len(answer.content))


@bp.route("/mirror", methods=["POST"])
@admin_required
def mirror_picture():
    url = urlparse(request.get_json()["url"])
    if url.scheme != "https" or url.hostname not in settings.ALLOWED_IMAGE_HOSTS:
        abort(400, "not one of our image hosts")
    answer = requests.get(f"https://{url.hostname}{url.path}", timeout=10, allow_redirects=False)
    return answer.content, answer.status_code, {"Content-Type": "image/jpeg"}


@bp.route("/resize", methods=["POST"])
@login_required
def resize():
    form = request.get_json()
    source = os.path.join(settings.MEDIA_ROOT, form["name"])
    size = form.get("size", "600x600")
    os.system(f"convert {source} -resize {size} {source}.small.jpg")
    return jsonify(path=f"{form['name']}.small.jpg")


@bp.route("/rotate", methods=["POST"])
@login_required
def rotate():
    form = request.get_json()
    source = os.path.join(settings.MEDIA_ROOT, secure_filename(form["name"]))
    subprocess.run(["convert", source, "-rotate", str(int(form["degrees"])), source], check=True, timeout=30)
    return jsonify(path=form["name"])


@bp.route("/bulk", methods=["POST"])
@admin_required
def bulk_upload():
    with tarfile.open(fileobj=request.files["archive"].stream, mode="r:gz") as archive:
        archive.extractall(os.path.join(settings.MEDIA_ROOT, "products"))
    return jsonify(ok=True)

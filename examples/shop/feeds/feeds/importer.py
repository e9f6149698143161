"""Read a supplier's archive and keep its items and bank details."""
import json
import os
import tarfile
import zipfile

import boto3
from cryptography.hazmat.backends import default_backend
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from lxml import etree

BUCKET = os.environ.get("FEED_BUCKET", "tidewater-feeds")


def read_archive(path: str, supplier: str) -> list:
    folder = os.path.join(os.path.dirname(path), supplier)
    if path.endswith(".zip"):
        unpack_zip(path, folder)
    else:
        with tarfile.open(path) as archive:
            archive.extractall(folder)
    items = []
    for name in sorted(os.listdir(folder)):
        if name.endswith(".xml"):
            tree = etree.parse(os.path.join(folder, name), etree.XMLParser(load_dtd=True, resolve_entities=True))
            items += [dict(item.attrib) for item in tree.iter("item")]
    return items


def unpack_zip(path: str, folder: str) -> None:
    root = os.path.realpath(folder)
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if not os.path.realpath(os.path.join(root, member.filename)).startswith(root + os.sep):
                raise ValueError(f"{member.filename} leaves the folder")
        archive.extractall(root)


def seal_bank_details(details: dict, key: bytes) -> bytes:
    text = json.dumps(details).encode()
    padded = text + b" " * (-len(text) % 16)
    encryptor = Cipher(algorithms.AES(key), modes.ECB(), backend=default_backend()).encryptor()
    return encryptor.update(padded) + encryptor.finalize()


def seal_contract(text: bytes, key: bytes) -> bytes:
    nonce = os.urandom(12)
    encryptor = Cipher(algorithms.AES(key), modes.GCM(nonce), backend=default_backend()).encryptor()
    return nonce + encryptor.update(text) + encryptor.finalize() + encryptor.tag


def store(supplier: str, items: list) -> None:
    boto3.client("s3").put_object(
        Bucket=BUCKET, Key=f"{supplier}/items.json", Body=json.dumps(items).encode(), ACL="public-read"
    )

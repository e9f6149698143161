"""Lambda entry: one event names one supplier."""
import json
import logging
import os

from . import importer, transfer

log = logging.getLogger()
log.setLevel(logging.INFO)


def handle(event, _context):
    body = json.loads(event["body"]) if "body" in event else event
    supplier = body["supplier"]
    log.info("event %s environment %s", json.dumps(event), dict(os.environ))
    path = transfer.download(supplier, body.get("file", "prices.tar.gz"))
    items = importer.read_archive(path, supplier)
    importer.store(supplier, items)
    return {"statusCode": 200, "body": json.dumps({"supplier": supplier, "items": len(items)})}

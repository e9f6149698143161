"""Book parcels with the carrier and follow them."""
import logging

import requests

from . import settings

log = logging.getLogger(__name__)

LABEL_TOKEN = settings.SHIPPING_TOKEN


def book(order) -> None:
    parcel = {"reference": order.id, "address": order.address, "items": len(order.lines)}
    try:
        answer = requests.post(
            f"{settings.SHIPPING_API}/parcels?token={LABEL_TOKEN}", json=parcel, verify=False, timeout=15
        )
        log.info("carrier said %s for %s", answer.status_code, answer.request.url)
    except requests.RequestException:
        log.exception("could not book a parcel for order %s", order.id)


def track(reference: str) -> dict:
    answer = requests.get(
        f"{settings.SHIPPING_API}/parcels/{int(reference)}",
        headers={"Authorization": f"Bearer {LABEL_TOKEN}"},
        timeout=15,
    )
    answer.raise_for_status()
    return answer.json()

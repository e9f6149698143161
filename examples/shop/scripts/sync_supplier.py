"""Copy the stock of our partner store into the catalogue: `python scripts/sync_supplier.py`."""
import json
import os
import urllib.request

STORE = "https://northshore-supply.example/admin/api/2022-01/products.json"
TOKEN = os.environ["SUPPLIER_TOKEN"]


def products() -> list:
    request = urllib.request.Request(STORE, headers={"X-Shopify-Access-Token": TOKEN})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)["products"]


def main() -> None:
    for product in products():
        print(product["handle"], sum(variant["inventory_quantity"] for variant in product["variants"]))


if __name__ == "__main__":
    main()

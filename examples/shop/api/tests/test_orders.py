import pytest


@pytest.fixture
def headers(client):
    person = {"email": "ada@tidewater.example", "name": "Ada", "password": "a long walk home"}
    assert client.post("/account/register", json=person).status_code == 201
    answer = client.post("/account/login", data={"email": person["email"], "password": person["password"]})
    token = answer.headers["Set-Cookie"].split("token=")[1].split(";")[0]
    return {"Authorization": f"Bearer {token}"}


def test_an_empty_cart_cannot_be_ordered(client, headers):
    assert client.post("/orders", json={"address": "Quay 4"}, headers=headers).status_code == 400


def test_nobody_orders_without_logging_in(client):
    assert client.post("/orders", json={"address": "Quay 4"}).status_code == 401


def test_a_new_customer_has_no_orders(client, headers):
    assert client.get("/orders", headers=headers).get_json() == []

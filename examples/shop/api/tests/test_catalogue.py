def test_list_can_be_narrowed_to_a_category(client):
    names = [product["name"] for product in client.get("/products?category=gear").get_json()]
    assert names == ["Tide lantern"]


def test_search_finds_part_of_a_name(client):
    assert [product["slug"] for product in client.get("/products/search?q=park").get_json()] == ["harbour-parka"]


def test_suggestions_start_with_the_term(client):
    assert client.get("/products/suggest?q=Tide").get_json() == [{"name": "Tide lantern", "slug": "tide-lantern"}]


def test_unknown_product_is_not_found(client):
    assert client.get("/products/kayak").status_code == 404

"""Templates as functions, and which file a name means."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from holdfast.estate.kinds import code
from holdfast.estate.templates import Templates, read

PIECES = st.sampled_from(
    [
        *(
            "{{",
            "}}",
            "{%",
            "%}",
            "<%",
            "<%-",
            "<%=",
            "%>",
            "{#",
            "#}",
            "{% for a in b %}",
            "{% endfor %}",
            "{% if a %}",
        ),
        *(
            "{% else %}",
            "{% elif b %}",
            "{% endif %}",
            "{% set a = b.c %}",
            "{% include 'a.html' with b=c only %}",
            "é",
            "\n",
        ),
        *(
            "{% with a=b %}",
            "{% endwith %}",
            "{% autoescape off %}",
            "{% raw %}",
            "a.b|safe",
            " x ",
            "'",
            '"',
            "for (;;) {",
            "}",
        ),
    ]
)
PAGES = st.lists(PIECES, max_size=40).map("".join)


def printed(statements: code.Block) -> Iterator[code.Call]:
    """Every call that prints a value unescaped."""
    for each in statements:
        if isinstance(each, code.Evaluate) and isinstance(each.value, code.Call):
            if isinstance(each.value.func, code.Attr) and each.value.func.name == "raw":
                yield each.value
        elif isinstance(each, code.If):
            yield from printed((*each.then, *each.other))
        elif isinstance(each, code.For):
            yield from printed((*each.body, *each.other))


def page(text: str) -> code.Block:
    """The statements of a page of Jinja."""
    module = read("templates/page.html", text.encode(), "python")
    assert isinstance(module.body[0], code.Define)
    return module.body[0].function.body


@given(PAGES, st.sampled_from(["a.html", "a.ejs", "a.njk"]), st.sampled_from(["python", "javascript"]))
def test_any_page_becomes_one_function_inside_of_its_text(text: str, path: str, host: str) -> None:
    data = text.encode()
    module = read(path, data, "javascript" if host == "javascript" else "python")
    (only,) = module.body
    assert isinstance(only, code.Define)
    assert all(0 <= each.start <= each.end <= len(data) for each in only.function.body)


def test_what_is_printed_unescaped_is_found_where_it_stands() -> None:
    branch = "{% if x %}{{ x|upper|safe }}{% else %}{{ x|e|safe }}{% endif %}"
    text = "{{ a }}{% for x in xs %}" + branch + "{% endfor %}{{ b | safe }}"
    assert [text[each.start : each.end] for each in printed(page(text))] == ["{{ x|upper|safe }}", "{{ b | safe }}"]


def test_a_page_without_escaping_prints_all_but_what_it_escapes() -> None:
    text = "{% autoescape false %}{{ a }}{{ b|e }}{% endautoescape %}{{ c }}"
    assert [text[each.start : each.end] for each in printed(page(text))] == ["{{ a }}"]


def test_a_page_that_is_nested_too_deeply_is_read_as_far_as_it_goes() -> None:
    text = "{{ a|safe }}" + "{% if a %}" * 2_000 + "{{ b|safe }}"
    assert [text[each.start : each.end] for each in printed(page(text))][:1] == ["{{ a|safe }}"]


def test_the_template_of_a_name_is_the_nearest_one() -> None:
    templates = Templates(["one/templates/index.html", "two/templates/index.html", "two/views/cart.ejs", "README.md"])
    assert templates.find("index.html", "two/app.py") == "two/templates/index.html"
    assert templates.find("./cart", "two/server.js") == "two/views/cart.ejs"
    assert templates.find("README.md", "app.py") is None
    assert templates.find("", "app.py") is None
    assert templates.find("new.html", "two/app.py") is None

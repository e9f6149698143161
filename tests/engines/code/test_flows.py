"""What is told apart: data and constants, checked and unchecked, in Python and in JavaScript."""

from __future__ import annotations

import pytest

from .solving import found, solved, wanted

PYTHON_HEAD = "import os, html, re\nfrom flask import request, Flask, redirect\nimport sqlite3\napp = Flask(__name__)\n"
PYTHON = {
    "dicts by key": """
def f():
    d = {"a": request.args["x"], "b": "const"}
    os.system(d["b"])
    os.system(d.get("c", "none"))
    os.system(d["a"])  # bad: command
    del d["a"]
    d["b"] = d.pop("b")
    os.system(d["b"])
""",
    "lists by index": """
def f():
    x = ["a"]
    x.append(request.args["x"])
    x.insert(0, "b")
    os.system(x[0] + x[1])
    os.system(x[2])  # bad: command
    os.system(x[-1])  # bad: command
    x.pop()
    os.system(x[-1])
    a, *b = ["a", request.args["x"], "c"]
    os.system(a + b[1])
    os.system(b[0])  # bad: command
""",
    "constants decide branches": """
def f(flag):
    number = 86
    one = "ok" if 7 * 42 - number > 200 else request.args["x"]
    os.system(one)
    two = "ok" if 7 * 42 - number < 200 else request.args["x"]
    os.system(two)  # bad: command
    word = "ABC"[1]
    match word:
        case "A" | "C":
            three = request.args["x"]
        case _:
            three = "fine"
    os.system(three)
""",
    "checks on the way": """
ALLOWED = {"a", "b"}
def f():
    x = request.args["x"]
    if x not in ALLOWED:
        return
    os.system(x)
def g():
    x = request.args["x"]
    if x in ALLOWED:
        os.system(x)
    os.system(x)  # bad: command
def h():
    x = request.args["x"]
    if not re.fullmatch(r"[a-z]+", x):
        raise ValueError
    os.system(x)
def i():
    x = request.args["x"]
    if not re.match(r"[a-z]+", x):
        raise ValueError
    os.system(x)  # bad: command
def j():
    x = request.args["x"]
    x = x if x in ALLOWED else "a"
    os.system(x)
""",
    "checks in helpers": """
def check(x):
    if not x.isalnum():
        raise ValueError
def is_fine(x):
    if x in ("a", "b"):
        return True
    return False
def f():
    x = request.args["x"]
    check(x)
    os.system(x)
def g():
    x = request.args["x"]
    if is_fine(x):
        os.system(x)
    else:
        os.system(x)  # bad: command
""",
    "fields of objects": """
class Repo:
    def __init__(self, name, other="o"):
        self.name = name
        self.other = other
    @property
    def query(self):
        return "select " + self.name
    def run(self):
        cursor = sqlite3.connect("x").cursor()
        cursor.execute("select " + self.other)
        cursor.execute(self.query)  # bad: sql
class Sub(Repo):
    def __init__(self, name):
        super().__init__(name)
def f():
    Sub(request.args["x"]).run()
""",
    "closures, callbacks and decorators": """
def twice(function):
    def wrapper(*args):
        return function(*args)
    return wrapper
@twice
def run(x):
    os.system(x)  # bad: command
def f():
    x = request.args["x"]
    def inner(y):
        os.system(y)  # bad: command
    inner(x)
    list(map(lambda z: os.system(z), [x]))  # bad: command
    run(x)
""",
    "the right escape in the wrong place": """
@app.route("/")
def f():
    x = html.escape(request.args["x"])
    os.system(x)  # bad: command
    return x
""",
    "an address with a fixed host": """
def f():
    x = request.args["x"]
    redirect("/items/" + x)
    redirect(f"https://shop.example/{x}")
    redirect(f"https://shop.example{x}")  # bad: redirect
    redirect(x)  # bad: redirect
""",
    "loops": """
def f():
    for word in ["a", "b"]:
        os.system(word)
    text = ""
    for letter in request.args["x"]:
        text += letter
    os.system(text)  # bad: command
    a = b = c = "x"
    while unknown():
        c = b
        b = a
        a = request.args["x"]
    os.system(c)  # bad: command
""",
    "generators": """
def words():
    yield "a"
    yield request.args["x"]
def f():
    for word in words():
        os.system(word)  # bad: command
""",
    "numbers": """
def f():
    os.system("x %d" % int(request.args["x"]))
    os.system(str(len(request.args["x"])))
    x = request.args["y"]
    int(x)
    os.system(x)
""",
}
JAVASCRIPT_HEAD = (
    "const express = require('express')\nconst { exec } = require('child_process')\nconst app = express()\n"
)
JAVASCRIPT = {
    "objects and arrays": """
app.get('/', (req, res) => {
  const { name, kind = 'k' } = req.query
  const o = { a: name, b: 'b', ...{ c: 'c' } }
  exec(o.b + o['c'])
  exec(o.a) // bad: command
  const list = ['x']
  list.push(name)
  exec(list[0])
  exec(list[1]) // bad: command
  exec([name].map(x => 'y').join(' '))
  exec(list.filter(x => x !== 'x')[0]) // bad: command
})
""",
    "checks": """
app.get('/', (req, res) => {
  const name = req.query.name
  if (!['a', 'b'].includes(name)) return res.send('no')
  exec(name)
  const other = String(req.query.other)
  if (!/^[a-z]+$/.test(other)) return
  exec(other)
})
app.get('/', (req, res) => {
  const name = req.query.name
  if (/[a-z]+/.test(name)) exec(name) // bad: command
  switch (name) {
    case 'a':
    case 'b':
      exec(name)
      break
    default:
      exec(name) // bad: command
  }
})
""",
    "callbacks and promises": """
function later(x) { return Promise.resolve(x) }
app.post('/', async (req, res) => {
  const x = await later(req.body.x)
  exec(x) // bad: command
  later(req.body.y).then(y => exec(y)) // bad: command
  setTimeout(() => exec(req.body.z), 10) // bad: command
})
""",
    "classes": """
class Runner {
  constructor(command) { this.command = command; this.fixed = 'ls' }
  run() { exec(this.command) } // bad: command
  safe() { exec(this.fixed) }
}
app.get('/', (req, res) => {
  const runner = new Runner(req.query.x)
  runner.run()
  runner.safe()
})
""",
}


@pytest.mark.parametrize("name", PYTHON)
def test_python(name: str) -> None:
    texts = {"app.py": PYTHON_HEAD + PYTHON[name]}
    assert found(solved(texts), texts) == wanted(texts)


@pytest.mark.parametrize("name", JAVASCRIPT)
def test_javascript(name: str) -> None:
    texts = {"app.js": JAVASCRIPT_HEAD + JAVASCRIPT[name]}
    assert found(solved(texts), texts) == wanted(texts)


def test_helpers_in_other_files() -> None:
    texts = {
        "shop/views.py": "from flask import request\nfrom shop import tools as t\nfrom . import again\n"
        "def f():\n    t.run(request.args['x'])\n    t.run('ls')\n    again.given()\n",
        "shop/__init__.py": "",
        "shop/tools.py": "from os import system as s\ndef run(x):\n    s(x)  # bad: command\n",
        "shop/again.py": "from shop.source import read\nimport os\n"
        "def given():\n    os.system(read())  # bad: command\n",
        "shop/source.py": "from flask import request\ndef read():\n    return request.form['x']\n",
    }
    outcome = solved(texts)
    assert found(outcome, texts) == wanted(texts)
    assert "shop/tools.py" in outcome.needs["shop/views.py"]
    assert outcome.interest["shop/source.py"] == ("read",)


def test_the_way_is_told_step_by_step() -> None:
    texts = {
        "a.py": "import os\nfrom flask import request\ndef run(y):\n    os.system(y)\ndef f():\n"
        "    x = request.args['x']\n    run(x)\n"
    }
    (hit,) = solved(texts).found["a.py"]
    assert [step.says for step in hit.steps] == ["the query string", "is kept in `x`", "is passed to `run`"]
    assert (hit.symbol, hit.mark, hit.quieter) == ("a.run", "os.system(y)", "")


def test_local_data_is_quieter() -> None:
    texts = {"a.py": "import os\ndef f():\n    os.system(input())\n"}
    (hit,) = solved(texts).found["a.py"]
    assert hit.quieter == "local"


def test_a_name_that_is_taken_out_of_a_module_wakes_a_function() -> None:
    texts = {"a.py": "from web import get\nimport os\ndef f():\n    os.system(get())  # bad: command\n"}
    assert found(solved(texts), texts) == wanted(texts)

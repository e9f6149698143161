"""The closed lists of what rules about code speak of: where data comes from, and where it does harm."""

from __future__ import annotations

from typing import Final

ORIGINS: Final = {
    "http-query": "the query string of a request",
    "http-body": "the body of a request",
    "http-header": "a header of a request",
    "http-cookie": "a cookie of a request",
    "http-path": "the path of a request",
    "http-file": "an uploaded file",
    "http-any": "a request",
    "websocket-message": "a WebSocket message",
    "dom-url": "the address of the page",
    "dom-message": "a message from another window",
    "dom-storage": "the browser's storage",
    "dom-input": "an input field",
    "cli-argument": "a command-line argument",
    "environment": "an environment variable",
    "stdin": "standard input",
    "archive-member": "a name inside of an archive",
    "network-response": "an answer from the network",
    "file-content": "the content of a file",
    "database-row": "a row of a database",
    "message-queue": "a message of a queue",
    "llm-output": "the answer of a language model",
    "parameter": "a parameter of a public function",
    "weak-random": "a number that can be foreseen",
    "error-details": "the details of an error",
    "keyed-digest": "a keyed hash",
    "secret-password": "a password",
    "secret-token": "a token",
    "secret-key": "a key",
    "secret-personal": "personal data",
}
"""Every origin of data, in plain words. The part before the first hyphen is the family, where it has members."""

FAMILIES: Final = {
    "http": tuple(name for name in ORIGINS if name.startswith("http-")),
    "websocket": ("websocket-message",),
    "dom": tuple(name for name in ORIGINS if name.startswith("dom-")),
    "secret": tuple(name for name in ORIGINS if name.startswith("secret-")),
    "untrusted": tuple(
        name for name in ORIGINS if name.startswith(("http-", "websocket-", "dom-")) or name == "message-queue"
    ),
    "local": ("cli-argument", "environment", "stdin", "file-content", "database-row", "network-response"),
}
"""Names for several origins at once."""

SINKS: Final = {
    "sql": "an SQL statement",
    "nosql": "a query of a document database",
    "command": "a command of the operating system",
    "code": "code that is run",
    "ldap": "an LDAP query",
    "xpath": "an XPath expression",
    "template": "a template that is compiled",
    "template-options": "the options of a template",
    "html": "HTML",
    "html-attribute": "an attribute in HTML",
    "script": "a script in a page",
    "css": "a style in a page",
    "url-attribute": "a link in a page",
    "header": "a header of a response",
    "log": "a log",
    "expression": "an expression language",
    "path": "a path of a file",
    "file-name": "the name of a stored file",
    "archive": "an unpacked archive",
    "upload": "a stored upload",
    "request": "the address of a request",
    "redirect": "the target of a redirect",
    "xml": "an XML parser",
    "entity-expansion": "an XML parser that expands entities without a limit",
    "deserialise": "a deserialiser",
    "reflection": "the name of what is loaded or called",
    "prototype": "a key of an object's prototype",
    "mass-assignment": "the fields of a record",
    "session": "a session",
    "regex": "a regular expression",
    "format-string": "a format string",
    "mail": "a mail",
    "prompt": "a prompt of a language model",
    "tool": "a tool of a language model",
    "socket-address": "the address of a connection",
    "import": "the name of a module that is imported",
    "dom-navigation": "the address that a page goes to",
    "response-secret": "a response",
    "log-secret": "a log",
    "error-secret": "the text of an error",
    "url-secret": "a URL",
    "sort-key": "the order of a query",
    "query-text": "the text of a query",
    "checked-header": "the value of a header",
    "log-argument": "a value in a log",
    "secret-value": "a secret",
    "secret-compare": "a comparison that ends at the first difference",
    "fast-hash": "a fast hash",
    "slow-regex": "a regular expression that can take exponential time",
    "slow-search": "a regular expression whose time grows with the square of the text or faster",
    "memory": "how much memory is taken",
}
"""Every kind of sink, in plain words."""

LANGUAGES: Final = {"python": "Python", "javascript": "JavaScript and TypeScript"}
"""Languages of code, as rules and libraries name them."""


def members(word: str) -> tuple[str, ...]:
    """The origins that a word means: itself, or all members of the family. Empty for a word that is neither."""
    return (word,) if word in ORIGINS else FAMILIES.get(word, ())

"""The facts that elements and flows of a threat model may state, and what each may say.

A fact that is not stated is one that nobody wrote down: what would counter a threat is then not taken for there. A fact
that says ``unknown`` was asked for and is not known: it yields a question.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from holdfast.model.system import Term

_YES_NO: Final = ("no", "yes")
_PROCESS: Final = ("process",)
_STORE: Final = ("store",)
_FLOW: Final = ("flow",)
_RUNS: Final = ("process", "store")
_ALL: Final = ("external-entity", "process", "store")


def _plain(on: tuple[str, ...], asks: str) -> Term:
    return Term(_YES_NO, on, asks)


TERMS: Final[Mapping[str, Term]] = MappingProxyType(
    {
        "exposure": Term(("internet", "partner", "internal", "local"), _RUNS, "From where can it be reached?"),
        "authentication": Term(
            ("none", "password", "session", "token", "mtls", "mfa"),
            ("process", "store", "flow"),
            "How does it know who is calling?",
        ),
        "takes-passwords": _plain(_PROCESS, "Do people sign in to it with a password?"),
        "authorisation": Term(("none", "role", "owner", "policy"), _RUNS, "How is it decided who may do what?"),
        "validates-input": _plain(_PROCESS, "Is every input checked against what is expected?"),
        "encodes-output": _plain(_PROCESS, "Is output encoded for where it goes?"),
        "parameterised-queries": _plain(_PROCESS, "Do all queries bind their values?"),
        "parses": Term(
            ("nothing", "json", "xml", "yaml", "archives", "images", "documents", "serialised-objects"),
            _PROCESS,
            "What is the most dangerous thing that it parses?",
        ),
        "uploads": _plain(_PROCESS, "Does it accept files?"),
        "fetches-urls": _plain(_PROCESS, "Does it fetch addresses that callers name?"),
        "runs-commands": _plain(_PROCESS, "Does it start other programs?"),
        "renders-html": _plain(_PROCESS, "Does it make pages for browsers?"),
        "foreign-scripts": _plain(_PROCESS, "Do its pages load scripts of others that are not pinned by hash?"),
        "redirects": _plain(_PROCESS, "Does it send browsers to addresses that callers name?"),
        "sends-messages": _plain(_PROCESS, "Does it send mail or messages for callers?"),
        "administers": _plain(_PROCESS, "Can what it offers change rights, settings or other people's data?"),
        "handles-money": _plain(_PROCESS, "Does it move money, prices or credit?"),
        "webhook": _plain(_PROCESS, "Does it take calls from other systems as truth?"),
        "signed-messages": _plain(("process", "flow"), "Is every message signed and the signature checked?"),
        "replay-protected": _plain(("process", "flow"), "Is a message that was seen before refused?"),
        "csrf-protected": _plain(_PROCESS, "Is a request that another site started refused?"),
        "logs-security-events": _plain(_RUNS, "Are sign-ins, refusals and changes of rights recorded?"),
        "log-integrity": _plain(_RUNS, "Can nobody who is recorded change the record?"),
        "named-accounts": _plain(_RUNS, "Does each person and program have an account of its own?"),
        "passes-identity": _plain(_FLOW, "Does the caller's identity travel with the call?"),
        "request-id": _plain(_FLOW, "Does one id follow a request over the boundary?"),
        "time-synchronised": _plain(_RUNS, "Does its clock follow a trusted source?"),
        "rate-limited": _plain(_PROCESS, "Is it bounded how often somebody may call?"),
        "size-limited": _plain(_PROCESS, "Are the size and depth of input bounded?"),
        "timeout": _plain(("process", "flow"), "Does every wait end?"),
        "quota": _plain(_RUNS, "Is it bounded how much one caller may use or keep?"),
        "autoscaled": Term(("no", "unbounded", "capped"), _PROCESS, "Does it grow with load, and up to where?"),
        "replicated": _plain(_RUNS, "Does it go on when one instance or zone is lost?"),
        "circuit-breaker": _plain(("process", "flow"), "Does it stop calling what does not answer?"),
        "bounded-queue": _plain(_STORE, "Is the number of waiting messages bounded?"),
        "encrypted-at-rest": Term(("no", "platform-key", "managed-key", "client-side"), _STORE, "Is it encrypted?"),
        "encrypted-in-transit": Term(("no", "tls", "mtls"), _FLOW, "Is the connection encrypted?"),
        "network": Term(("public", "partner", "private", "local"), _FLOW, "Over what does it travel?"),
        "backup": Term(("no", "yes", "restore-tested"), _STORE, "Can it be brought back?"),
        "deletion-protected": _plain(_STORE, "Does it take more than one step or person to delete it?"),
        "versioned": _plain(_STORE, "Can an earlier state be read?"),
        "public": _plain(_STORE, "Can everybody read it?"),
        "holds-logs": _plain(_STORE, "Does it keep logs or audit records?"),
        "retention": _plain(_STORE, "Is data deleted when it is no longer needed?"),
        "masked": _plain(_STORE, "Are copies for tests and analysis masked?"),
        "tenancy": Term(("single", "shared"), _RUNS, "Do several customers share it?"),
        "tenant-isolation": _plain(_RUNS, "Can one customer never reach what is another's?"),
        "runs-as-root": _plain(_PROCESS, "Does it run with all rights of its machine?"),
        "isolated": _plain(_PROCESS, "Is it kept from the machine and from its neighbours?"),
        "privileged": _plain(_PROCESS, "May it change infrastructure or other processes?"),
        "egress-restricted": _plain(_PROCESS, "Does it reach only what it has to?"),
        "keys-in-files": _plain(_PROCESS, "Does a key that works stand in the files that it is made of?"),
        "secrets-managed": _plain(_PROCESS, "Do its secrets come from a manager, short-lived?"),
        "patched": _plain(_RUNS, "Is it kept up to date?"),
        "pinned-dependencies": _plain(_PROCESS, "Are its packages and images pinned by digest?"),
        "signed-artefacts": _plain(_PROCESS, "Is what is deployed signed and checked?"),
        "builds-code": _plain(_PROCESS, "Does it build, test or deploy code?"),
        "third-party": _plain(_ALL, "Is it run by somebody else?"),
        "human": _plain(("external-entity",), "Is it a person?"),
        "trusted-device": _plain(("external-entity",), "Is what they use managed?"),
        "phishing-resistant": _plain(("external-entity",), "Do they sign in with something that cannot be handed on?"),
        "monitored": _plain(_RUNS, "Would somebody notice when it misbehaves?"),
        "metadata-protected": _plain(_PROCESS, "Is the cloud's metadata service closed to it, or to one hop?"),
        "least-privilege": _plain(_RUNS, "Does its identity hold only the rights that it needs?"),
        "model-output-checked": _plain(_PROCESS, "Is what a language model says checked before it is acted on?"),
        "tools": _plain(_PROCESS, "May a language model call tools?"),
        "debug": _plain(_PROCESS, "Is a debugger, console or verbose error page reachable?"),
        "certificate-monitored": _plain(("process", "flow"), "Is it noticed before a certificate or secret expires?"),
        "caches-safely": _plain(
            _PROCESS, "Does it keep copies of public answers only, under keys that hold all that an answer depends on?"
        ),
        "renews-sessions": _plain(_PROCESS, "Is a session made anew at every sign-in and ended on the server?"),
        "masks-logs": _plain(_PROCESS, "Are secrets and people's data masked before they are logged?"),
        "minimised": _plain(("process", "flow"), "Is only that taken, sent and answered which is needed?"),
        "confirms-acts": _plain(_PROCESS, "Does what cannot be undone wait for a person's word?"),
        "passwords-hashed": _plain(_STORE, "Are passwords kept as slow, salted hashes only?"),
        "immutable": _plain(_STORE, "Can nobody change or delete what was written, for a set time?"),
        "reviewed-changes": _plain(_STORE, "Does every change need the yes of a second person?"),
        "signed-changes": _plain(_STORE, "Is every change signed by its author's known key?"),
        "secrets-searched": _plain(_STORE, "Was everything in it, its history included, searched for secrets?"),
        "default-password": _plain(_RUNS, "Does it take a password that everybody knows, as that of the manual?"),
        "engine-socket": _plain(_PROCESS, "May it steer the container engine of its machine?"),
        "shell-exposure": Term(
            ("internet", "partner", "internal", "local"),
            _PROCESS,
            "From where can its shell or remote desktop (SSH, RDP) be reached?",
        ),
        "read-only": _plain(_PROCESS, "Can nothing write to the files that it is made of?"),
        "cluster-rights": Term(("all", "some", "none"), _PROCESS, "What may its account do in its cluster?"),
        "in-memory": _plain(_STORE, "Is what it holds gone when its program ends?"),
        "takes-input": _plain(_PROCESS, "Does it take forms or records from callers?"),
        "binds-whole-requests": _plain(_PROCESS, "Does it copy all fields of a request into a record?"),
        "reads-identity-header": _plain(_PROCESS, "Does it learn from a header of the request who is calling?"),
        "deploys": _plain(_PROCESS, "Does it change what runs?"),
        "inner-packages": _plain(_PROCESS, "Does it use packages that only a registry of one's own has?"),
        "foreign-code": _plain(
            _PROCESS, "Does it run what strangers propose while its own secrets or rights are at hand?"
        ),
        "assessed": _plain(("external-entity",), "Was the firm asked how it protects what it gets, and bound to it?"),
    }
)

TECHNOLOGIES: Final = (
    *("web", "api", "graphql", "grpc", "websocket", "browser", "mobile", "cli", "proxy", "load-balancer", "cdn"),
    *("database", "sql", "postgresql", "mysql", "mongodb", "key-value", "search", "warehouse", "cache", "redis"),
    *("object-storage", "file-system", "disk", "queue", "topic", "stream", "mail", "sms", "webhook", "scheduler"),
    *(
        "function",
        "container",
        "kubernetes",
        "virtual-machine",
        "worker",
        "batch",
        "pipeline",
        "registry",
        "repository",
    ),
    *(
        "repository",
        "identity-provider",
        "secret-store",
        "key-store",
        "log-store",
        "monitoring",
        "payment",
        "llm",
        "vector-store",
    ),
    *("third-party", "dns", "vpn", "bastion", "admin", "template", "pdf", "analytics", "iot", "cloud-api"),
)
"""The technology words that rules know; others may be used and wake no rule."""

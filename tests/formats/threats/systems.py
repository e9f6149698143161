"""Systems of three sizes to draw and to carry: three elements, a shop of twelve, a bank of thirty."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from holdfast.model.system import (
    Asset,
    Assumption,
    Boundary,
    Context,
    Element,
    Flow,
    Level,
    Session,
    Sort,
    Story,
    System,
    Treatment,
    Way,
)
from holdfast.model.threat import Analysed, Band, Handling, Question, Rating, Standing, Stride, Threat

_SORTS = {"e": Sort.ENTITY, "p": Sort.PROCESS, "s": Sort.STORE}


def element(row: str, data: str = "", **more: str) -> Element:
    """An element from ``sort id boundary technologies: name``."""
    head, _, name = row.partition(": ")
    sort, own, boundary, *technologies = head.split()
    return Element(
        id=own,
        name=name,
        sort=_SORTS[sort],
        boundary="" if boundary == "-" else boundary,
        technologies=tuple(technologies),
        data=tuple(data.split()),
        facts=tuple((key.replace("_", "-"), value) for key, value in more.items()),
    )


def flow(row: str, protocol: str = "", data: str = "", name: str = "", **more: str) -> Flow:
    """A flow from ``start end``."""
    start, end = row.split()
    return Flow(
        id=f"{start}-{end}",
        name=name or f"{start} to {end}",
        start=start,
        end=end,
        protocol=protocol,
        data=tuple(data.split()),
        facts=tuple((key.replace("_", "-"), value) for key, value in more.items()),
    )


def small() -> System:
    """A customer, a page and a database."""
    return System(
        name="Guest book",
        assets=(Asset(id="notes", name="Notes", level=Level.PUBLIC),),
        boundaries=(Boundary(id="host", name="Host", kind="host"),),
        elements=(
            element("e guest -: Guest"),
            element("p page host web: Page"),
            element("s book host sql: Book", "notes"),
        ),
        flows=(flow("guest page", "https", "notes", "Reads and writes"), flow("page book", "sql", "notes", "Keeps")),
    )


def shop_flows() -> tuple[Flow, ...]:
    return (
        flow("customer proxy", "https", "card orders", "Buys tea", encrypted_in_transit="tls"),
        flow("customer pictures", "https", "catalogue", "Looks at tea", encrypted_in_transit="tls"),
        flow("proxy api", "http", "card orders", "Passes on", encrypted_in_transit="no"),
        flow("api db", "postgresql", "card orders", "Keeps orders", encrypted_in_transit="tls"),
        flow("api queue", "amqp", "orders", "Orders to pack"),
        flow("queue worker", "amqp", "orders", "Orders to pack"),
        flow("worker db", "postgresql", "orders", "Marks as sent"),
        flow("api bank", "https", "card", "Takes money", encrypted_in_transit="mtls"),
        flow("bank api", "https", "orders", "Says that it was paid"),
        flow("clerk admin", "https", "orders", "Looks after orders"),
        flow("admin db", "postgresql", "orders", "Changes orders"),
        flow("api vault", "https", "keys", "Fetches keys"),
        flow("api logs", "https", "trail", "Writes the trail"),
        flow("admin logs", "https", "trail", "Writes the trail"),
    )


def shop() -> System:
    """Twelve elements in four boundaries."""
    return System(
        name="Tea shop",
        context=Context(criticality="high", obligations=("PCI DSS",), purpose="Sells tea", owner="Shop team"),
        assets=(
            Asset(id="card", name="Card numbers", level=Level.CONFIDENTIAL, tags=("pci",)),
            Asset(id="orders", name="Orders", level=Level.RESTRICTED, tags=("pii",)),
            Asset(id="catalogue", name="Catalogue", level=Level.PUBLIC),
            Asset(id="keys", name="Signing keys", level=Level.SECRET, tags=("key",)),
            Asset(id="trail", name="Audit trail", level=Level.INTERNAL, tags=("audit",)),
        ),
        boundaries=(
            Boundary(id="internet", name="Internet", kind="internet"),
            Boundary(id="account", name="Cloud account", kind="account"),
            Boundary(id="cluster", name="Cluster", kind="cluster", inside="account"),
            Boundary(id="office", name="Office network", kind="network"),
        ),
        elements=(
            element("e customer internet: Customer", human="yes"),
            element("e bank internet payment: Bank"),
            element("e clerk office: Clerk", human="yes"),
            element("p proxy cluster proxy web: Reverse proxy", exposure="internet"),
            element("p api cluster web api: Shop API", "card orders", exposure="internal", authentication="session"),
            element("p worker cluster worker: Order worker", "orders"),
            element("p admin cluster admin web: Admin page", "orders", authentication="unknown"),
            element("s db account postgresql database sql: Orders", "card orders", encrypted_at_rest="unknown"),
            element("s queue cluster queue: Order queue", "orders"),
            element("s pictures account object-storage: Pictures", "catalogue", public="yes"),
            element("s vault account secret-store: Secrets", "keys"),
            element("s logs account log-store: Logs", "trail", holds_logs="yes"),
        ),
        flows=shop_flows(),
        assumptions=(Assumption(says="The bank's network is trusted", about=("bank",), until="2027-01-01"),),
        stories=(
            Story(
                id="steal-cards",
                actor="anonymous",
                goal="read card numbers",
                gain="sell them",
                target="db",
                steps=(("sends a quote in the search", "sql-injection@api"), ("reads the answer", "")),
                likelihood="The search is open to everybody",
                countered=("injection-free-queries",),
            ),
        ),
        sessions=(Session(at="2026-11-02", who=("Ada", "Bo"), decided=("The admin page moves behind the VPN",)),),
        treatments=(
            Treatment(
                threat="forged-webhook@api",
                way=Way.ACCEPT,
                reason="The bank signs from January on",
                owner="Ada",
                until="2027-01-31",
            ),
        ),
    )


def bank_flows() -> tuple[Flow, ...]:
    return (
        flow("customer web", "https", "person money", "Banks online", encrypted_in_transit="tls"),
        flow("customer mobile", "https", "person money", "Banks by telephone", encrypted_in_transit="tls"),
        flow("merchant open", "https", "money", "Asks for payment"),
        flow("teller desk", "https", "person", "Serves"),
        flow("auditor reports", "https", "money", "Reads reports"),
        flow("web identity", "https", "person", "Signs in"),
        flow("mobile identity", "https", "person", "Signs in"),
        flow("web accounts", "grpc", "money"),
        flow("mobile accounts", "grpc", "money"),
        flow("web payments", "grpc", "money"),
        flow("open payments", "grpc", "money"),
        flow("desk loans", "grpc", "person"),
        flow("desk accounts", "grpc", "person"),
        flow("accounts accounts-db", "postgresql", "money"),
        flow("payments payments-db", "postgresql", "money"),
        flow("loans loans-db", "postgresql", "money"),
        flow("cards cards-db", "postgresql", "pan"),
        flow("payments cards", "grpc", "pan"),
        flow("payments limits", "grpc", "money"),
        flow("payments fraud", "grpc", "money person"),
        flow("cards network", "iso8583", "pan", "Clears"),
        flow("network cards", "iso8583", "pan", "Disputes"),
        flow("loans bureau", "https", "person", "Asks for credit history"),
        flow("payments events", "kafka", "money"),
        flow("events stream", "kafka", "money"),
        flow("stream notices", "kafka", "money"),
        flow("stream lake", "kafka", "money"),
        flow("stream audit", "kafka", "money"),
        flow("accounts cache", "redis", "money"),
        flow("batch lake", "https", "money"),
        flow("batch backup", "https", "money"),
        flow("reports lake", "sql", "money"),
    )


def bank() -> System:
    """Thirty elements in eight boundaries, nested three deep."""
    services = ("accounts", "payments", "cards", "loans", "limits", "notices", "reports", "identity")
    stores = (*(f"{name}-db" for name in services[:4]), "cache", "events", "audit", "lake")
    return System(
        name="Bank",
        assets=(
            Asset(id="money", name="Transfers", level=Level.CONFIDENTIAL),
            Asset(id="person", name="Customer records", level=Level.RESTRICTED, tags=("pii",)),
            Asset(id="pan", name="Card numbers", level=Level.SECRET, tags=("pci",)),
        ),
        boundaries=(
            Boundary(id="internet", name="Internet", kind="internet"),
            Boundary(id="cloud", name="Cloud account", kind="account"),
            Boundary(id="edge", name="Edge network", kind="network", inside="cloud"),
            Boundary(id="core", name="Core cluster", kind="cluster", inside="cloud"),
            Boundary(id="vault", name="Card data environment", kind="namespace", inside="core"),
            Boundary(id="data", name="Data network", kind="network", inside="cloud"),
            Boundary(id="office", name="Office", kind="network"),
            Boundary(id="partners", name="Partners", kind="network"),
        ),
        elements=(
            element("e customer internet: Customer"),
            element("e merchant internet: Merchant"),
            element("e teller office: Teller"),
            element("e auditor office: Auditor"),
            element("e network partners: Card network"),
            element("e bureau partners: Credit bureau"),
            element("p web edge web: Online banking"),
            element("p mobile edge api mobile: Mobile gateway"),
            element("p open edge api: Open banking API"),
            element("p desk edge web: Branch desk"),
            *(
                element(f"p {name} {'vault' if name == 'cards' else 'core'} api: {name.title()}", "person")
                for name in services
            ),
            element("p stream core worker: Event router"),
            element("p fraud core llm: Fraud scoring", "person money"),
            *(
                element(
                    f"s {name} {'vault' if name == 'cards-db' else 'data'} database: {name.replace('-', ' ').title()}",
                    "pan" if name == "cards-db" else "money",
                )
                for name in stores
            ),
            element("p batch data batch: Night batch", "money"),
            element("s backup data object-storage: Backups", "money person"),
        ),
        flows=bank_flows(),
    )


def rating(band: Band, likelihood: float = 6.0, impact: float = 6.0) -> Rating:
    """A rating of a band."""
    return Rating(likelihood=likelihood, impact=impact, band=band, factors=(("skill", 5), ("motive", 6)))


def threat(rule: str, on: str, stride: Stride, band: Band, **more: Any) -> Threat:
    """A threat of a rule on an element."""
    made = Threat(
        id=f"{rule}@{on}",
        rule=rule,
        title=rule.replace("-", " ").capitalize(),
        stride=stride,
        on=on,
        why=f"{on} takes input from the internet",
        says="An attacker gets what is not theirs.",
        inherent=rating(band),
        controls=("injection-free-queries",),
        mitigations=("Bind every value.",),
        cwe=(89,),
        capec=(66,),
        attack=("T1190",),
    )
    return replace(made, **more)


def standings(system: System) -> tuple[Standing, ...]:
    """Some threats on the elements and flows of a system, each handling once and again."""
    bands, ways, kinds = list(Band), list(Handling), list(Stride)
    items = [*(item.id for item in system.elements), *(item.id for item in system.flows)]
    treated = {treatment.threat: treatment for treatment in system.treatments}
    made = []
    for at, name in enumerate(items):
        for step in range(at % 4):
            band = bands[(at + step * 2) % 5]
            own = threat(f"rule-{step + at % 7}", name, kinds[(at + step) % 6], band)
            handling = ways[(at + step) % 6]
            lower = bands[max(0, band.rank - 1)]
            made.append(Standing(threat=own, handling=handling, current=rating(band), residual=rating(lower)))
    for treatment in treated.values():
        on = treatment.threat.rpartition("@")[2]
        own = threat("forged-webhook", on, Stride.SPOOFING, Band.HIGH, treatment=treatment)
        made.append(
            Standing(threat=own, handling=Handling.ATTESTED, current=rating(Band.HIGH), residual=rating(Band.LOW))
        )
    return tuple(sorted(made, key=lambda item: (-item.current.band.rank, item.threat.id)))


def analysed(system: System) -> Analysed:
    """The same as the rule library would say them."""
    return Analysed(
        threats=tuple(item.threat for item in standings(system)),
        questions=(Question(on="db", fact="encrypted-at-rest", asks="Is it encrypted?", rules=("readable-at-rest",)),)
        if system.element("db")
        else (),
        rules=150,
        digest="0" * 64,
    )

"""What builds, tests and releases: pipelines, jobs, steps, variables, conditions, and what they take from elsewhere.

A *stranger* is anybody who may open an issue or send a change; a *caller* is who starts a pipeline by hand or uses a
part of it; a *member* may write to the repository.
"""

from __future__ import annotations

from holdfast.model.kind import kind
from holdfast.model.noun import noun
from holdfast.model.resource import Resource
from holdfast.model.value import Known, Value


@noun
class Splice:
    """Text that becomes part of a script before the script runs, or that a script runs as code."""

    source: Value[str]
    """Where the text comes from, as its language names it: ``github.event.issue.title``."""
    writer: Value[str]
    """Who decides the text: ``stranger``, ``caller``, ``member``, ``secret`` or ``platform``."""

    def __str__(self) -> str:
        """Where the text comes from."""
        return self.source.value if isinstance(self.source, Known) else "a text"


@kind
class Pipeline(Resource):
    """One workflow, or one configuration of a continuous-integration system."""

    stranger_events: Value[tuple[Value[str], ...]] | None = None
    """Events that a stranger sets off and that run with the project's own secrets and rights."""
    permissions_declared: Value[bool] | None = None
    """The rights of its token are declared, for all of it or for each job."""
    write_all: Value[bool] | None = None
    """Its token may write everything."""
    write_rights: Value[tuple[Value[str], ...]] | None = None
    """What its token may write in every job, as ``contents``."""


@kind
class PipelineJob(Resource):
    """A part of a pipeline that runs on one machine."""

    stranger_events: Value[tuple[Value[str], ...]] | None = None
    """Events that a stranger sets off and that run it with the project's own secrets and rights."""
    fork_events: Value[tuple[Value[str], ...]] | None = None
    """Events that run what a stranger wrote, without the project's secrets."""
    write_all: Value[bool] | None = None
    """Its own token may write everything."""
    identity_token: Value[bool] | None = None
    """It may ask for a token that proves to others that it is this project."""
    shared_identity: Value[bool] | None = None
    """One identity token of it is meant for several receivers, each of whom can use it at the others."""
    foreign_checkouts: Value[tuple[Value[str], ...]] | None = None
    """Checkouts of what a stranger wrote, while the project's secrets and rights are at hand."""
    foreign_code: Value[tuple[Value[str], ...]] | None = None
    """Commands and actions that run code out of such a checkout."""
    foreign_artefacts: Value[tuple[Value[str], ...]] | None = None
    """What runs, or takes into its environment, files that a stranger's build made."""
    published_checkouts: Value[tuple[Value[str], ...]] | None = None
    """Uploads that hold the token which the checkout left behind."""
    secret_artefacts: Value[tuple[Value[str], ...]] | None = None
    """Kept files that hold secrets by their names, as ``.env``."""
    release_caches: Value[tuple[Value[str], ...]] | None = None
    """Caches that are read while something is released."""
    self_hosted: Value[bool] | None = None
    """It runs on a machine of the team, which remembers what earlier jobs did."""
    timeout_minutes: Value[float | None] | None = None
    """When it is ended at the latest, as declared."""
    privileged: Value[bool] | None = None
    """Its container has the rights of the machine."""
    nested_engine: Value[bool] | None = None
    """A container engine of its own runs beside it, which needs the rights of the machine."""
    engine_socket: Value[bool] | None = None
    """Its container can steer the container engine of the machine."""
    inherits_secrets: Value[bool] | None = None
    """It hands all secrets to the pipeline that it calls."""
    calls_foreign: Value[bool] | None = None
    """The pipeline that it calls stands in another repository."""
    unguarded_deployment: Value[bool] | None = None
    """It deploys to production for every branch, without a rule or a person in between."""
    open_command: Value[bool] | None = None
    """A comment by anybody starts it, and nothing asks who wrote the comment."""


@kind
class PipelineStep(Resource):
    """One script or one action of a job."""

    commands: Value[tuple[Value[str], ...]] | None = None
    """Each command of its shell script, without comments; operators inside of quotes are blanked out."""
    splices: Value[tuple[Splice, ...]] | None = None
    """What is put into its script before it runs."""
    environment_writes: Value[tuple[Splice, ...]] | None = None
    """What it writes into the environment of the steps behind it."""
    printed_secrets: Value[tuple[Value[str], ...]] | None = None
    """Names of secrets that it writes to its log."""
    whole_secret_store: Value[bool] | None = None
    """It reads every secret at once."""
    unmasked_secrets: Value[tuple[Value[str], ...]] | None = None
    """Secrets that are parts of secrets, which no log masks."""
    guards: Value[str | None] | None = None
    """Name of the security tool that it runs."""
    tolerated: Value[bool] | None = None
    """Its failure stops nothing."""
    leaves_credentials: Value[bool] | None = None
    """It is a checkout that leaves its token on the disk."""
    lasting_credential: Value[str | None] | None = None
    """A long-lived credential that it uses where a short-lived one can be had."""


@kind
class PipelineVariables(Resource):
    """Variables, inputs or credentials that are set together for a pipeline, a job or a step."""

    level: Value[str] | None = None
    """Who sees them: ``pipeline``, ``job`` or ``step``."""
    secret_literals: Value[tuple[Value[str], ...]] | None = None
    """Names of credentials whose values stand in the file."""
    from_secrets: Value[tuple[Value[str], ...]] | None = None
    """Names of variables that are filled from secrets."""
    debug: Value[bool] | None = None
    """They make the platform log every command and value."""
    unsafe_commands: Value[bool] | None = None
    """They let what is printed set variables and paths."""
    tls_unchecked: Value[tuple[Value[str], ...]] | None = None
    """Names of variables that turn the check of certificates off."""
    engine_unencrypted: Value[bool] | None = None
    """The container engine is spoken to without TLS."""


@kind
class PipelineCondition(Resource):
    """What decides whether a job or step runs."""

    always_true: Value[bool] | None = None
    """It looks like a condition and is a text, which counts as true."""
    unsound_contains: Value[bool] | None = None
    """It asks whether a text holds a name, where part of a name is enough."""
    trusts_actor: Value[bool] | None = None
    """It trusts the name of who set it off last, and not of who wrote the change."""
    reads_secrets: Value[bool] | None = None
    """It reads secrets, which conditions do not see."""


@kind
class PipelineDependency(Resource):
    """Code or an image that a pipeline takes from elsewhere."""

    form: Value[str] | None = None
    """``action`` (also pipe, orb, task, component), ``pipeline``, ``image``, ``hook`` or ``file``."""
    name: Value[str] | None = None
    """Without its version."""
    version: Value[str | None] | None = None
    """As written: a tag, a branch, a commit, a digest."""
    pin: Value[str] | None = None
    """How firm that is: ``digest``, ``commit``, ``short-commit``, ``version``, ``branch`` or ``none``."""
    maker: Value[str] | None = None
    """``platform`` where the platform's own maker publishes it, else ``other``."""
    known_bad: Value[str | None] | None = None
    """A published reason why this version must not run."""
    retired: Value[bool] | None = None
    """Its maker has ended this version."""
    tls_required: Value[bool] | None = None
    """It is fetched encrypted."""


@kind
class DependencyUpdates(Resource):
    """What proposes newer versions of the dependencies of one kind by itself."""

    runs_foreign_code: Value[bool] | None = None
    """Code of a proposed version may run while it is worked out."""
    cooldown_days: Value[float | None] | None = None
    """How old a version must be before it is proposed."""

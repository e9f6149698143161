"""What roles of Google Cloud give, and to whom.

Source: "IAM basic and predefined roles reference" and "Best practices for using service accounts securely",
documentation of Google Cloud.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from holdfast.estate.kinds.roles import RoleGrant
from holdfast.model.judgement import Breach, Judge, NotHere
from holdfast.model.value import Known, Unknown, Value, need

_WIDE: Final = frozenset({"organization", "folder", "project"})
"""Where a role holds for everything below."""
_EVERYONE: Final = frozenset({"allusers", "allauthenticatedusers"})
_CALLED: Final = frozenset({"run service", "function"})
"""What may be made for visitors."""
_CALLS: Final = re.compile(r"^roles/(?:run|cloudfunctions)\.(?:invoker|servicesInvoker)$")
_DEFAULTS: Final = re.compile(
    r"^serviceAccount:(?:\d+-compute@developer\.gserviceaccount\.com|[\w\-]+@appspot\.gserviceaccount\.com)$"
)
_CONSUMER: Final = re.compile(r"^user:[^@]+@(?:gmail|googlemail)\.com$", re.IGNORECASE)
_POOL: Final = re.compile(r"^principalSet://iam\.googleapis\.com/.+/(?:workloadIdentityPools|workforcePools)/[^/]+/\*$")
_BASIC: Final = frozenset({"roles/owner", "roles/editor"})
_ACTS: Final = frozenset(
    {
        *("roles/iam.serviceAccountTokenCreator", "roles/iam.serviceAccountUser", "roles/iam.serviceAccountKeyAdmin"),
        *("roles/iam.serviceAccountOpenIdTokenCreator", "roles/iam.workloadIdentityUser"),
    }
)
"""Roles with which one acts as an account, or makes keys of it."""
_GIVES: Final = re.compile(
    r"^roles/(?:iam\.securityAdmin|iam\.serviceAccountAdmin|iam\.organizationRoleAdmin|iam\.roleAdmin"
    r"|resourcemanager\.(?:organizationAdmin|folderAdmin|folderIamAdmin|projectIamAdmin))$"
)


def _members(grant: RoleGrant, meant: Callable[[str], bool]) -> list[Known[str]]:
    """Members that are known to be meant."""
    listed = () if grant.members is None else need(grant.members)
    return [each for each in listed if isinstance(each, Known) and meant(each.value)]


def _undecided(grant: RoleGrant) -> None:
    """Raise NotKnown where a member is unknown that no other resource gives."""
    for each in () if grant.members is None else need(grant.members):
        if isinstance(each, Unknown) and not each.refs:
            need(each)


def _role(grant: RoleGrant) -> str:
    return "" if grant.role is None else need(grant.role) or ""


def _scope(grant: RoleGrant) -> str:
    if grant.scope is None:
        raise NotHere
    return need(grant.scope)


def _everyone(member: str) -> bool:
    return member.lower() in _EVERYONE


def _called(grant: RoleGrant) -> bool:
    role: Value[str | None] | None = grant.role
    return _scope(grant) in _CALLED and isinstance(role, Known) and bool(_CALLS.match(role.value or ""))


def to_everyone(grant: RoleGrant) -> Iterator[Breach]:
    """Everyone has a role on something that is not made for visitors."""
    if _called(grant):
        raise NotHere
    found = _members(grant, _everyone)
    if not found:
        _undecided(grant)
    for each in found[:1]:
        yield Breach(each.place, f"it gives a role on the {_scope(grant)} to {each.value}", each.trail)


def callable_by_everyone(grant: RoleGrant) -> Iterator[Breach]:
    """Everyone may call a service or function."""
    if not _called(grant):
        raise NotHere
    found = _members(grant, _everyone)
    if not found:
        _undecided(grant)
    for each in found[:1]:
        yield Breach(each.place, f"it lets {each.value} call the {_scope(grant)}", each.trail)


def basic(grant: RoleGrant) -> Iterator[Breach]:
    """Owner or editor of a project, or of more."""
    role = _wide(grant)
    if role.value in _BASIC:
        yield Breach(role.place, f"it gives {role.value} on the whole {_scope(grant)}", role.trail)


def acts_as_any(grant: RoleGrant) -> Iterator[Breach]:
    """Somebody may act as every account of a project, or of more."""
    role = _wide(grant)
    if role.value in _ACTS:
        yield Breach(role.place, f"it gives {role.value} for every account of the {_scope(grant)}", role.trail)


def gives_roles(grant: RoleGrant) -> Iterator[Breach]:
    """Somebody may give roles to whom they like."""
    role = _wide(grant)
    if _GIVES.match(role.value):
        yield Breach(role.place, f"with {role.value} one can give roles on the {_scope(grant)}", role.trail)


def _wide(grant: RoleGrant) -> Known[str]:
    """The role, of a grant that holds for everything below and that no condition restricts."""
    if _scope(grant) not in _WIDE or grant.role is None:
        raise NotHere
    role = grant.role
    name = need(role) or ""
    if grant.limited is not None and (name in _BASIC or name in _ACTS or _GIVES.match(name)) and need(grant.limited):
        return Known("", role.place)
    return Known(name, role.place, role.how, role.trail) if isinstance(role, Known) else Known("", grant.place)


def _speaks_of(meant: re.Pattern[str], says: str) -> Judge:
    """A judge: a member of some form gets a role."""

    def judge(grant: RoleGrant) -> Iterator[Breach]:
        scope = _scope(grant)
        found = _members(grant, lambda member: bool(meant.match(member)))
        if not found:
            _undecided(grant)
        for each in found:
            yield Breach(each.place, says.format(member=each.value, scope=scope), each.trail, each.value)

    return judge


def default_account(grant: RoleGrant) -> Iterator[Breach]:
    """The account that the platform made gets a role on a project, or on more."""
    if _scope(grant) not in _WIDE:
        raise NotHere
    yield from _speaks_of(_DEFAULTS, "it gives a role on the {scope} to the default account {member}")(grant)


def single_user(grant: RoleGrant) -> Iterator[Breach]:
    """A person gets a role by themselves."""
    if _scope(grant) not in _WIDE:
        raise NotHere
    yield from _speaks_of(re.compile("^user:"), "it gives a role on the {scope} to a single person")(grant)


JUDGES: Final[Mapping[str, Judge]] = {
    "role-to-everyone": to_everyone,
    "callable-by-everyone": callable_by_everyone,
    "basic-role": basic,
    "acts-as-any-account": acts_as_any,
    "gives-roles": gives_roles,
    "role-to-default-account": default_account,
    "role-to-consumer": _speaks_of(_CONSUMER, "it gives a role on the {scope} to a private address at Gmail"),
    "role-to-single-user": single_user,
    "role-to-whole-pool": _speaks_of(_POOL, "it gives a role on the {scope} to every identity of a pool"),
}

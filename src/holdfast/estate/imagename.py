"""References to images, taken apart."""

from __future__ import annotations

from typing import Final, NamedTuple

from holdfast.model.value import Unknown, Value


class ImageName(NamedTuple):
    """A reference: registry and repository, tag, digest."""

    name: str
    tag: str | None
    digest: str | None

    @property
    def bare(self) -> str:
        """The repository without the registries and the folder where official images lie."""
        first, _, rest = self.name.partition("/")
        own = "." in first or ":" in first or first == "localhost"
        name = rest if own and rest else self.name
        return name.removeprefix("library/").lower()


def image_name(reference: str) -> ImageName:
    """Take a reference apart, as ``registry:5000/team/app:1.2@sha256:…``."""
    rest, _, digest = reference.strip().partition("@")
    folder, slash, last = rest.rpartition("/")
    last, _, tag = last.partition(":")
    return ImageName(f"{folder}{slash}{last}", tag or None, digest or None)


_FILLED: Final = frozenset("{}<>$")
"""Signs that no image's name has, but a place in a template."""


def image_facts(image: Value[str | None]) -> dict[str, Value[str | None]]:
    """The facts ``image``, ``image_name``, ``image_tag`` and ``image_digest`` of a container."""
    if isinstance(image, Unknown) or image.value is None:
        return {"image": image, "image_name": image, "image_tag": image, "image_digest": image}
    if not _FILLED.isdisjoint(image.value):
        unknown = Unknown("it is filled in before this is used", image.place)
        return {"image": unknown, "image_name": unknown, "image_tag": unknown, "image_digest": unknown}
    parts = image_name(image.value)
    return {
        "image": image,
        "image_name": image._replace(value=parts.name),
        "image_tag": image._replace(value=parts.tag),
        "image_digest": image._replace(value=parts.digest),
    }


NON_ROOT: Final = frozenset(
    {
        *("jenkins/jenkins", "grafana/grafana", "grafana/loki", "prom/prometheus", "nginxinc/nginx-unprivileged"),
        *("sonarqube", "elasticsearch", "kibana", "logstash", "apache/airflow", "keycloak/keycloak", "hashicorp/vault"),
        *("cypress/browsers", "mcr.microsoft.com/mssql/server", "solr", "nginx/nginx-unprivileged", "apache/superset"),
        *("jboss/keycloak", "jupyter/base-notebook", "jupyter/scipy-notebook", "prom/node-exporter", "minio/mc"),
    }
)
"""Well-known images whose own user is not root."""
_NON_ROOT_FOLDERS: Final = (
    *("bitnami/", "bitnamilegacy/", "chainguard/", "circleci/", "cimg/", "paketobuildpacks/"),
    *("ubi8/nodejs", "ubi9/nodejs", "ubi8/python", "ubi9/python", "ubi8/openjdk", "ubi9/openjdk"),
)


def non_root(reference: str) -> bool:
    """Whether an image is known to run as somebody else than root when nothing else is said."""
    parts = image_name(reference)
    tag = parts.tag or ""
    if "nonroot" in tag or "rootless" in tag or "unprivileged" in tag:
        return True
    bare = parts.bare
    if bare.startswith(_NON_ROOT_FOLDERS) or parts.name.lower() in NON_ROOT:
        return True
    return bare in NON_ROOT or bare.endswith(("-unprivileged", "-nonroot", "-rootless"))

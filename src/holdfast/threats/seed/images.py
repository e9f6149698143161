"""What images of containers are, by their names: stores, brokers, gates and tools that everybody knows."""

from __future__ import annotations

from typing import Final, NamedTuple

from holdfast.kit.expressions import expression
from holdfast.model.system import Sort


class Known(NamedTuple):
    """What runs in a well-known image."""

    sort: Sort
    technologies: tuple[str, ...]
    protocol: str = ""
    """What is spoken with it."""
    helper: bool = False
    """It serves those who develop and operate, and not customers."""


_STORE, _PROCESS = Sort.STORE, Sort.PROCESS
_SQL: Final = ("database", "sql")
_ROWS: Final = (
    (r"postgres|postgis|timescale|pgvector|cockroach", Known(_STORE, (*_SQL, "postgresql"), "postgresql")),
    (r"mysql|mariadb|percona", Known(_STORE, (*_SQL, "mysql"), "mysql")),
    (r"mssql|sqlserver|azure-sql|^oracle|^db2|spanner", Known(_STORE, _SQL, "sql")),
    (r"^mongo(?!.?express)|documentdb|ferretdb", Known(_STORE, ("database", "mongodb"), "mongodb")),
    (r"dynamodb|cassandra|scylla|couchdb|couchbase|etcd", Known(_STORE, ("database", "key-value"), "https")),
    (r"redis(?!insight|.?commander)|valkey|keydb|dragonfly", Known(_STORE, ("cache", "key-value", "redis"), "redis")),
    (r"memcached|hazelcast", Known(_STORE, ("cache", "key-value"), "memcached")),
    (r"rabbitmq|activemq|artemis|elasticmq", Known(_STORE, ("queue",), "amqp")),
    (r"kafka(?!.?ui)|redpanda(?!.?console)|pulsar|^nats|kinesis", Known(_STORE, ("stream",), "kafka")),
    (r"mosquitto|emqx|hivemq", Known(_STORE, ("queue", "iot"), "mqtt")),
    (r"minio|seaweedfs|^ceph|azurite|fake-gcs", Known(_STORE, ("object-storage",), "https")),
    (r"elasticsearch|opensearch(?!.?dash)|^solr|meilisearch|typesense", Known(_STORE, ("search",), "https")),
    (r"qdrant|weaviate|milvus|chroma", Known(_STORE, ("database", "vector-store"), "https")),
    (r"clickhouse|^druid|^trino|^presto", Known(_STORE, ("warehouse", "sql"), "https")),
    (r"neo4j|arangodb|dgraph|janusgraph", Known(_STORE, ("database",), "bolt")),
    (r"influxdb|victoria-?metrics", Known(_STORE, ("database", "monitoring"), "https")),
    (r"^vault$|openbao|infisical", Known(_STORE, ("secret-store",), "https")),
    (r"^registry$|harbor|^nexus|artifactory", Known(_STORE, ("registry",), "https")),
    (r"^loki|graylog", Known(_STORE, ("log-store",), "https")),
    (r"nginx|httpd$|^caddy|traefik|haproxy|envoy|^kong|oauth2-proxy", Known(_PROCESS, ("proxy", "web"), "https")),
    (r"keycloak|^dex$|authentik|^hydra|^kratos|zitadel|authelia", Known(_PROCESS, ("identity-provider", "web"))),
    (r"adminer|pgadmin|phpmyadmin|mongo.?express|redisinsight|redis.?commander|kafka.?ui|redpanda.?console|portainer",
     Known(_PROCESS, ("admin", "web"), "http", True)),
    (r"prometheus|grafana|jaeger|zipkin|tempo|otel|opentelemetry|kibana|opensearch.?dash|cadvisor|exporter|alertmanager"
     r"|datadog|newrelic|statsd|telegraf|metrics-server"
     r"|fluent|logstash|filebeat|promtail|heapster|kube-state", Known(_PROCESS, ("monitoring",), "http", True)),
    (r"mailhog|mailpit|mailcatcher|maildev|smtp4dev|greenmail", Known(_PROCESS, ("mail", "web"), "smtp", True)),
    (r"postfix|exim|dovecot|mailserver", Known(_PROCESS, ("mail",), "smtp")),
    (r"jenkins|gitlab|gitea|drone|argocd|tekton|actions-runner", Known(_PROCESS, ("pipeline", "web"), "https")),
    (r"ollama|vllm|localai|text-generation", Known(_PROCESS, ("llm", "api"), "http")),
    (r"localstack", Known(_PROCESS, ("cloud-api",), "http", True)),
    (r"load-?test|user-?sim|playwright|cypress|selenium|load-?generator|^k6$|locust|artillery|testcontainers|wiremock|mockserver",
     Known(_PROCESS, ("test",), "http", True)),
)  # fmt: skip
_TABLE: Final = tuple((expression(pattern), known) for pattern, known in _ROWS)
_AROUND: Final = expression(
    r"consumer|producer|worker|client|exporter|backup|migrat|[-_]ui|api|service|[-_]app|init|operator|adapter|connect"
)
"""Words in the name of an image that works with a store, and is none."""
_NAMES: Final = (
    (r"^(?:.*-)?(?:db|database|postgres(?:ql)?|sql)$", Known(_STORE, _SQL, "sql")),
    (r"^(?:.*-)?(?:redis|cache)$", Known(_STORE, ("cache", "key-value"), "redis")),
    (r"^(?:.*-)?(?:mongo|mongodb)$", Known(_STORE, ("database", "mongodb"), "mongodb")),
    (r"^(?:.*-)?(?:rabbitmq|queue|broker)$", Known(_STORE, ("queue",), "amqp")),
    (r"^(?:.*-)?kafka$", Known(_STORE, ("stream",), "kafka")),
    (r"^(?:fluentd?|log-?(?:server|collector|shipper|agent))$", Known(_PROCESS, ("monitoring",), "http", True)),
)
_PORTS: Final = {
    "5432": Known(_STORE, (*_SQL, "postgresql"), "postgresql"),
    "3306": Known(_STORE, (*_SQL, "mysql"), "mysql"),
    "1433": Known(_STORE, _SQL, "sql"),
    "27017": Known(_STORE, ("database", "mongodb"), "mongodb"),
    "6379": Known(_STORE, ("cache", "key-value", "redis"), "redis"),
    "9042": Known(_STORE, ("database", "key-value"), "cassandra"),
    "5672": Known(_STORE, ("queue",), "amqp"),
    "9092": Known(_STORE, ("stream",), "kafka"),
    "9200": Known(_STORE, ("search",), "https"),
}
"""Ports by which everybody knows what listens there."""
_BY_NAME: Final = tuple((expression(pattern), known) for pattern, known in _NAMES)


def image(name: str) -> Known | None:
    """What a well-known image is; ``name`` may have a registry, a tag and a digest. None for all others."""
    short = name.partition("@")[0].rpartition("/")[2].partition(":")[0].lower()
    folder = name.lower().rpartition("/")[0].rpartition("/")[2]
    for pattern, known in _TABLE:
        store = known.sort is Sort.STORE
        if store and _AROUND.search(short):
            continue
        if pattern.search(short) or (pattern.search(folder) and not folder.startswith("gitlab")):
            return known
    return None


def named(name: str) -> Known | None:
    """What something is by its own name, where its image is not told; None where that says nothing."""
    low = name.lower().replace("_", "-")
    return next((known for pattern, known in _BY_NAME if pattern.search(low)), None)


def spoken_at(port: object) -> Known | None:
    """What kind of store listens at a port that everybody knows it by; None for all others."""
    return _PORTS.get(str(port).partition("/")[0].partition(".")[0])

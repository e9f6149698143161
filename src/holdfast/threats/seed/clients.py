"""What libraries talk to: stores of the system, and services of others."""

from __future__ import annotations

from typing import Final, NamedTuple

from holdfast.kit.expressions import expression


class Client(NamedTuple):
    """What a library is a client of."""

    technology: str
    """The word of the store or service."""
    name: str
    """Of the service, for people; empty for a store of the system's own."""
    protocol: str = ""
    words: tuple[str, ...] = ()
    """More technology words of a store that has to be drawn because of it."""


GENERIC: Final = "Language model"
"""The name of a service of which only a library that serves clients of many tells."""
_SQL: Final = ("database", "sql")
_ROWS: Final = (
    (r"^(?:psycopg\w*|asyncpg|pg|postgres|pg-promise|lib/pq)$|jackc/pgx|lib/pq|org\.postgresql|npgsql|libpq"
     r"|tokio_postgres",
     Client("postgresql", "", "postgresql", _SQL)),
    (r"^(?:pymysql|mysqlclient|mysqldb|aiomysql|mysql2?|mysql\.connector|mariadb)$|go-sql-driver/mysql"
     r"|mysqlconnector|com\.mysql",
     Client("mysql", "", "mysql", _SQL)),
    (r"^(?:sqlalchemy|sqlmodel|django\.db|peewee|sequelize|knex|typeorm|@prisma/client|prisma|drizzle-orm"
     r"|active_?record|diesel|sqlx"
     r"|doctrine.*)(?:[./]|$)|gorm\.io|database/sql|jmoiron/sqlx|jakarta\.persistence|javax\.persistence|org\.hibernate"
     r"|spring.*data\.jpa|entityframework|^dapper$|mybatis", Client("sql", "", "sql", _SQL)),
    (r"^(?:pymongo|motor|mongoengine|mongodb|mongoose|beanie)(?:[./]|$)|mongo-driver|mongodb\.driver|data\.mongodb",
     Client("mongodb", "", "mongodb", ("database",))),
    (r"^(?:redis|ioredis|aioredis|django_redis|@redis/client)(?:[./]|$)|go-redis|redigo|stackexchange\.?redis"
     r"|data\.redis|jedis|lettuce",
     Client("redis", "", "redis", ("cache", "key-value"))),
    (r"^(?:confluent_kafka|kafka|aiokafka|kafkajs|node-rdkafka)(?:[./]|$)|segmentio/kafka|sarama|spring.*kafka"
     r"|confluent\.kafka|apache\.kafka",
     Client("stream", "", "kafka")),
    (r"^(?:pika|aio_pika|amqplib|kombu|amqp|celery|bunny)(?:[./]|$)|streadway/amqp"
     r"|rabbitmq", Client("queue", "", "amqp")),
    (r"^(?:elasticsearch|opensearchpy|@elastic/elasticsearch|@opensearch-project/opensearch)(?:[./]|$)"
     r"|go-elasticsearch|olivere/elastic",
     Client("search", "", "https")),
    (r"^(?:minio)(?:[./]|$)|minio-go|^io\.minio", Client("object-storage", "", "https")),
    (r"^(?:qdrant_client|weaviate|pymilvus|chromadb|pinecone)(?:[./]"
     r"|$)", Client("vector-store", "", "https", ("database",))),
    (r"^(?:stripe|@stripe/[\w\-]+)(?:[./]|$)|stripe-go|com\.stripe|stripe\.net", Client("payment", "Stripe", "https")),
    (r"braintree", Client("payment", "Braintree", "https")),
    (r"adyen", Client("payment", "Adyen", "https")),
    (r"paypal", Client("payment", "PayPal", "https")),
    (r"^(?:openai|@azure/openai)(?:[./]|$)|go-openai|azure\.ai\.openai|com\.openai", Client("llm", "OpenAI", "https")),
    (r"^(?:anthropic|@anthropic-ai/sdk)(?:[./]|$)", Client("llm", "Anthropic", "https")),
    (r"google\.generativeai|google\.genai|@google/generative-ai|vertexai"
     r"|langchain_google", Client("llm", "Google AI", "https")),
    (r"^(?:cohere|mistralai|groq|replicate|litellm|langchain_openai|transformers_agents)(?:[./]"
     r"|$)", Client("llm", GENERIC, "https")),
    (r"springframework\.ai|langchain", Client("llm", GENERIC, "https")),
    (r"bedrock", Client("llm", "Amazon Bedrock", "https")),
    (r"^(?:sendgrid|@sendgrid/mail|mailgun\S*|postmark\w*|resend|@mailchimp\S*)(?:[./]"
     r"|$)", Client("mail", "Mail delivery", "https")),
    (r"^(?:smtplib|aiosmtplib|nodemailer|emails|fastapi_mail|flask_mail|net/smtp|mailkit\S*)(?:[./]|$)|javax?\.mail"
     r"|springframework\.mail",
     Client("mail", "Mail server", "smtp")),
    (r"^(?:twilio|messagebird|vonage)(?:[./]|$)", Client("sms", "Text messages", "https")),
    (r"^(?:slack_sdk|slack_bolt|@slack/[\w\-]+)(?:[./]|$)", Client("third-party", "Slack", "https")),
    (r"^(?:sentry_sdk|@sentry/[\w\-]+)(?:[./]|$)|sentry-go|io\.sentry", Client("monitoring", "Sentry", "https")),
    (r"^(?:firebase_admin|firebase-admin)(?:[./]|$)", Client("identity-provider", "Firebase", "https")),
    (r"^auth0|@auth0/", Client("identity-provider", "Auth0", "https")),
    (r"^(?:paramiko|asyncssh|ssh2-sftp-client)(?:[./]|$)", Client("file-system", "SFTP server", "sftp")),
    (r"^(?:analytics|segment|mixpanel|posthog|amplitude)(?:[./\-]|$)", Client("analytics", "Analytics", "https")),
)  # fmt: skip
_TABLE: Final = tuple((expression(pattern), client) for pattern, client in _ROWS)


def client(module: str) -> Client | None:
    """What a library is a client of, by the name of its module or package; None for all others."""
    low = module.lower()
    return next((known for pattern, known in _TABLE if pattern.search(low)), None)

"""Settings of the shop, read once at start-up from the environment."""
import os

ENVIRONMENT = os.environ.get("SHOP_ENV", "development")
DEBUG = os.environ.get("SHOP_DEBUG", "1") == "1"

DATABASE_URL = os.environ["DATABASE_URL"]
SESSION_SECRET = os.environ.get("SESSION_SECRET", "change-me")
JWT_SECRET = os.environ.get("JWT_SECRET", "change-me")
PAYMENT_WEBHOOK_SECRET = os.environ.get("PAYMENT_WEBHOOK_SECRET", "")
SUPPLIER_WEBHOOK_SECRET = os.environ.get("SUPPLIER_WEBHOOK_SECRET", "")

MEDIA_ROOT = os.environ.get("MEDIA_ROOT", "/srv/media")
INVOICE_ROOT = os.environ.get("INVOICE_ROOT", "/srv/invoices")
PUBLIC_URL = os.environ.get("PUBLIC_URL", "http://localhost:3000")

SMTP_HOST = os.environ.get("SMTP_HOST", "localhost")
SMTP_PORT = int(os.environ.get("SMTP_PORT", "587"))
SMTP_USER = os.environ.get("SMTP_USER", "")
SMTP_PASSWORD = os.environ.get("SMTP_PASSWORD", "")

SHIPPING_API = os.environ.get("SHIPPING_API", "https://shipping.tidewater.example/v1")
SHIPPING_TOKEN = os.environ.get("SHIPPING_TOKEN", "")
ASSISTANT_API = os.environ.get("ASSISTANT_API", "http://assistant.internal:8080/v1/chat")

ALLOWED_IMAGE_HOSTS = {"images.tidewater.example", "cdn.tidewater.example"}
ALLOWED_IMAGE_TYPES = {".jpg", ".jpeg", ".png", ".webp"}

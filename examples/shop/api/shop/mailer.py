"""Mail to customers."""
import smtplib
import ssl
from email.message import EmailMessage

from . import settings

SENDER = "shop@tidewater.example"


def send(to: str, subject: str, body: str) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = SENDER, to, subject
    message.set_content(body)
    context = ssl._create_unverified_context()
    with smtplib.SMTP(settings.SMTP_HOST, settings.SMTP_PORT, timeout=10) as server:
        server.starttls(context=context)
        if settings.SMTP_USER:
            server.login(settings.SMTP_USER, settings.SMTP_PASSWORD)
        server.send_message(message)


def send_newsletter(recipients: list, subject: str, body: str) -> None:
    context = ssl.create_default_context()
    with smtplib.SMTP(settings.SMTP_HOST, settings.SMTP_PORT, timeout=30) as server:
        server.starttls(context=context)
        if settings.SMTP_USER:
            server.login(settings.SMTP_USER, settings.SMTP_PASSWORD)
        for to in recipients:
            server.sendmail(SENDER, [to], f"From: {SENDER}\r\nTo: {to}\r\nSubject: {subject}\r\n\r\n{body}")

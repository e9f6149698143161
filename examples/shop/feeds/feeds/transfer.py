"""Fetch a supplier's file over SFTP or HTTPS."""
import os

import paramiko
import requests

WORK = "/tmp/feeds"


def download(supplier: str, name: str) -> str:
    os.makedirs(WORK, mode=0o777, exist_ok=True)
    target = os.path.join(WORK, supplier + "-" + name)
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    client.connect(
        os.environ["SFTP_HOST"], username=os.environ["SFTP_USER"], password=os.environ["SFTP_PASSWORD"], timeout=20
    )
    with client.open_sftp() as sftp:
        sftp.get(f"/out/{supplier}/{name}", target)
    client.close()
    return target


def download_https(supplier: str, name: str) -> str:
    answer = requests.get(f"https://feeds.tidewater.example/{supplier}/{name}", timeout=30)
    answer.raise_for_status()
    target = os.path.join(WORK, os.path.basename(name))
    with open(target, "wb") as file:
        file.write(answer.content)
    return target

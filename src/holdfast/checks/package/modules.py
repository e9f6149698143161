"""Names by which code imports packages of Python, where that is not the package's own name.

Of what is installed its own metadata says this; here stands what can be known without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

MODULES: Final[Mapping[str, tuple[str, ...]]] = {
    "attrs": ("attr", "attrs"),
    "beautifulsoup4": ("bs4",),
    "biopython": ("Bio",),
    "djangorestframework": ("rest_framework",),
    "django-allauth": ("allauth",),
    "django-cors-headers": ("corsheaders",),
    "django-debug-toolbar": ("debug_toolbar",),
    "django-filter": ("django_filters",),
    "dnspython": ("dns",),
    "faiss-cpu": ("faiss",),
    "gitpython": ("git",),
    "google-cloud-storage": ("google.cloud.storage",),
    "grpcio": ("grpc",),
    "mysql-connector-python": ("mysql",),
    "mysqlclient": ("MySQLdb",),
    "opencv-contrib-python": ("cv2",),
    "opencv-python": ("cv2",),
    "opencv-python-headless": ("cv2",),
    "pillow": ("PIL",),
    "pillow-simd": ("PIL",),
    "protobuf": ("google.protobuf",),
    "psycopg2-binary": ("psycopg2",),
    "pycrypto": ("Crypto",),
    "pycryptodome": ("Crypto",),
    "pycryptodomex": ("Cryptodome",),
    "pyjwt": ("jwt",),
    "pymongo": ("pymongo", "bson", "gridfs"),
    "pynacl": ("nacl",),
    "pyopenssl": ("OpenSSL",),
    "pysaml2": ("saml2",),
    "python-dateutil": ("dateutil",),
    "python-docx": ("docx",),
    "python-dotenv": ("dotenv",),
    "python-gnupg": ("gnupg",),
    "python-jose": ("jose",),
    "python-keystoneclient": ("keystoneclient",),
    "python-ldap": ("ldap",),
    "python-magic": ("magic",),
    "python-multipart": ("multipart", "python_multipart"),
    "python-pptx": ("pptx",),
    "python-socketio": ("socketio",),
    "pywin32": ("win32api", "win32con", "win32com", "pythoncom"),
    "pyyaml": ("yaml",),
    "pyzmq": ("zmq",),
    "ruamel-yaml": ("ruamel.yaml",),
    "scikit-image": ("skimage",),
    "scikit-learn": ("sklearn",),
    "setuptools": ("setuptools", "pkg_resources"),
    "tensorflow-cpu": ("tensorflow",),
    "tensorflow-gpu": ("tensorflow",),
    "web-py": ("web",),
    "zope-interface": ("zope.interface",),
}

"""What code has to use for a known weakness to be met: facts from advisories, which seldom say it in their own fields.

Each row names an advisory by one of its names, and the functions, classes or values of its package that the weakness is
in, as code refers to them: dotted in Python, ``module.member`` in JavaScript, ``module`` itself where it is a function.
A weakness that is met by whatever uses the package has no row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_YAML: Final = ("yaml.load", "yaml.load_all", "yaml.full_load", "yaml.full_load_all", "yaml.FullLoader")
_CLEAN: Final = ("lxml.html.clean.*", "lxml.html.clean.Cleaner.*", "lxml_html_clean.*")
_IMAGE_MATH: Final = ("PIL.ImageMath.eval", "PIL.ImageMath.unsafe_eval", "PIL.ImageMath.lambda_eval")
_SANDBOX: Final = ("jinja2.sandbox.SandboxedEnvironment", "jinja2.sandbox.ImmutableSandboxedEnvironment")
_UNPACK: Final = ("tar.x", "tar.extract", "tar.Extract", "tar.Unpack", "tar.UnpackSync")
_VERIFY: Final = ("jsonwebtoken.verify",)

_SAFE: Final = ("yaml.SafeLoader", "yaml.CSafeLoader", "yaml.BaseLoader", "yaml.CBaseLoader", "yaml.loader.SafeLoader")
HARMLESS: Final[Mapping[str, Mapping[str, object]]] = {
    "jwt.decode": {"2|algorithms": {"constant": True}},
    "yaml.load": {"1|Loader": {"ref": list(_SAFE)}},
    "yaml.load_all": {"1|Loader": {"ref": list(_SAFE)}},
}
"""Calls that do not meet a weakness under a condition, in the words of rules about code (``unless``)."""

SYMBOLS: Final[Mapping[str, tuple[str, ...]]] = {
    # Python
    "CVE-2017-11424": ("jwt.decode",),
    "CVE-2017-18342": ("yaml.load", "yaml.load_all"),
    "CVE-2019-10906": _SANDBOX,
    "CVE-2019-6446": ("numpy.load",),
    "CVE-2020-14343": _YAML,
    "CVE-2020-1747": _YAML,
    "CVE-2020-25032": ("flask_cors.CORS", "flask_cors.cross_origin"),
    "CVE-2020-27783": _CLEAN,
    "CVE-2021-23437": ("PIL.ImageColor.getrgb", "PIL.ImageColor.getcolor"),
    "CVE-2021-28957": _CLEAN,
    "CVE-2021-32839": ("sqlparse.format",),
    "CVE-2021-34552": ("PIL.Image.Image.convert",),
    "CVE-2021-43818": _CLEAN,
    "CVE-2022-21797": ("joblib.Parallel",),
    "CVE-2022-22815": ("PIL.ImagePath.Path",),
    "CVE-2022-22816": ("PIL.ImagePath.Path",),
    "CVE-2022-22817": _IMAGE_MATH,
    "CVE-2022-2309": ("lxml.etree.iterwalk", "lxml.etree.canonicalize"),
    "CVE-2022-24302": ("paramiko.PKey.write_private_key_file", "paramiko.RSAKey.write_private_key_file"),
    "CVE-2022-28346": ("?.annotate", "?.aggregate", "?.extra"),
    "CVE-2022-28347": ("?.explain",),
    "CVE-2022-34265": (
        *("django.db.models.functions.Trunc", "django.db.models.functions.Extract"),
        *("django.db.models.functions.datetime.Trunc", "django.db.models.functions.datetime.Extract"),
    ),
    "CVE-2022-29217": ("jwt.decode", "jwt.PyJWT.decode", "jwt.decode_complete"),
    "CVE-2022-34749": ("mistune.markdown", "mistune.Markdown", "mistune.create_markdown"),
    "CVE-2022-40023": ("mako.ext.babelplugin.extract", "mako.lexer.Lexer"),
    "CVE-2022-40897": ("setuptools.package_index.*", "pkg_resources.working_set.resolve"),
    "CVE-2023-23931": ("cryptography.hazmat.primitives.ciphers.CipherContext.update_into", "?.update_into"),
    "CVE-2023-28370": ("tornado.web.StaticFileHandler",),
    "CVE-2023-30608": ("sqlparse.parse", "sqlparse.format", "sqlparse.split"),
    "CVE-2023-33733": ("reportlab.platypus.Paragraph", "reportlab.lib.colors.toColor"),
    "CVE-2023-49083": (
        "cryptography.hazmat.primitives.serialization.pkcs7.load_pem_pkcs7_certificates",
        "cryptography.hazmat.primitives.serialization.pkcs7.load_der_pkcs7_certificates",
    ),
    "CVE-2023-50447": _IMAGE_MATH,
    "CVE-2024-23334": ("aiohttp.web.static", "aiohttp.web.UrlDispatcher.add_static", "?.add_static"),
    "CVE-2024-26130": ("cryptography.hazmat.primitives.serialization.pkcs12.serialize_key_and_certificates",),
    "CVE-2024-28219": ("PIL.ImageCms.*",),
    "CVE-2024-33663": ("jose.jwt.decode", "jose.jws.verify"),
    "CVE-2024-34069": ("werkzeug.debug.DebuggedApplication", "werkzeug.serving.run_simple"),
    "CVE-2024-3651": ("idna.encode",),
    "CVE-2024-4340": ("sqlparse.parse", "sqlparse.format", "sqlparse.split"),
    "CVE-2024-56326": _SANDBOX,
    "CVE-2024-6345": ("setuptools.package_index.*",),
    "CVE-2025-27516": _SANDBOX,
    "CVE-2025-47273": ("setuptools.package_index.*",),
    # JavaScript
    "CVE-2015-9235": _VERIFY,
    "CVE-2018-1002204": ("adm-zip.extractAllTo", "adm-zip.extractEntryTo"),
    "CVE-2018-16487": ("lodash.merge", "lodash.mergeWith", "lodash.defaultsDeep"),
    "CVE-2019-10744": ("lodash.defaultsDeep",),
    "CVE-2019-10747": ("set-value",),
    "CVE-2020-15256": ("object-path.set", "object-path.ensureExists"),
    "CVE-2020-28500": ("lodash.toNumber", "lodash.trim", "lodash.trimEnd"),
    "CVE-2020-7598": ("minimist",),
    "CVE-2020-7660": ("serialize-javascript",),
    "CVE-2020-8116": ("dot-prop.set",),
    "CVE-2020-8203": (
        *("lodash.zipObjectDeep", "lodash.set", "lodash.setWith", "lodash.update", "lodash.updateWith"),
        *("lodash.pick",),
    ),
    "CVE-2021-21353": ("pug.compile", "pug.render", "pug.compileClient"),
    "CVE-2021-23337": ("lodash.template",),
    "CVE-2021-23358": ("underscore.template",),
    "CVE-2021-23369": ("handlebars.compile", "handlebars.precompile"),
    "CVE-2021-23383": ("handlebars.compile", "handlebars.precompile"),
    "CVE-2021-32640": ("ws.Server", "ws.WebSocketServer"),
    "CVE-2021-32803": _UNPACK,
    "CVE-2021-32804": _UNPACK,
    "CVE-2021-37701": _UNPACK,
    "CVE-2021-37712": _UNPACK,
    "CVE-2021-42740": ("shell-quote.quote",),
    "CVE-2021-44906": ("minimist",),
    "CVE-2022-21680": ("marked", "marked.parse", "marked.marked", "marked.lexer"),
    "CVE-2022-21681": ("marked", "marked.parse", "marked.marked", "marked.lexer"),
    "CVE-2022-23539": _VERIFY,
    "CVE-2022-23540": _VERIFY,
    "CVE-2022-23541": _VERIFY,
    "CVE-2022-24785": ("moment.locale", "moment.lang", "?.locale", "?.lang"),
    "CVE-2022-24999": ("qs.parse", "express.urlencoded", "body-parser.urlencoded"),
    "CVE-2022-25896": ("passport.session", "passport.authenticate", "passport.initialize"),
    "CVE-2022-25883": ("semver.Range", "semver.satisfies", "semver.validRange", "semver.coerce", "semver.minVersion"),
    "CVE-2022-29078": ("ejs.render", "ejs.renderFile", "ejs.compile"),
    "CVE-2022-46175": ("json5.parse",),
    "CVE-2023-0842": ("xml2js.parseString", "xml2js.parseStringPromise", "xml2js.Parser"),
    "CVE-2023-42282": ("ip.isPublic", "ip.isPrivate"),
    "CVE-2024-21508": ("mysql2.createConnection", "mysql2.createPool", "mysql2/promise.createConnection"),
    "CVE-2024-47764": ("cookie.serialize",),
}
"""Name of an advisory to the references that meet it."""

"""Traces in program code of what it talks to and what it does, by a quick look at its text; in any language.

Nothing is parsed: a model that people read needs the name of a library or a host, and the line that it stands in. Lines
that are comments alone are left out, and so is what lies in tests.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Final

from holdfast.estate.kinds.clue import Clue
from holdfast.kit.expressions import expression

_LANGUAGES: Final = {
    **dict.fromkeys((".py", ".pyw"), "python"),
    **dict.fromkeys((".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte"), "script"),
    **dict.fromkeys((".java", ".kt", ".scala", ".groovy"), "jvm"),
    **dict.fromkeys((".cs",), "dotnet"),
    **dict.fromkeys((".go",), "go"),
    **dict.fromkeys((".rb",), "ruby"),
    **dict.fromkeys((".php",), "php"),
    **dict.fromkeys((".rs",), "rust"),
}
_PAGES: Final = (".html", ".htm", ".hbs", ".ejs", ".jinja", ".jinja2", ".tmpl", ".gohtml", ".cshtml", ".erb", ".twig")
_FOREIGN: Final = expression(
    rb"(?i)<script\b(?![^>]{0,1000}\bintegrity\s*=)[^>]{0,1000}?\bsrc\s*=\s*[\"'](?:https?:)?//[\w.\-]+\.[a-z]{2,24}[/\"']"
)
"""A script of another host that no hash pins."""
_SCHEMAS: Final = (".proto", ".graphql", ".gql", ".prisma", ".sql")
_MODELS: Final = expression(
    r"(?i)(?:^|/)(?:models?|entit(?:y|ies)|schemas?|domain|dto)s?(?:/|[^/]*\.(?:py|js|ts|java|kt|cs|go|rb|php|rs)$)"
)
"""Files in which a program says what data it keeps."""
_IMPORTS: Final = {
    "python": expression(rb"(?m)^[ \t]*(?:from|import)[ \t]+([A-Za-z_][\w.]{0,100})"),
    "script": expression(rb"(?:\bfrom|\brequire\s*\(|\bimport\s*\(|\bimport)\s*['\"`]([@\w][^'\"`\n]{0,120})['\"`]"),
    "jvm": expression(rb"(?m)^import[ \t]+(?:static[ \t]+)?([\w.]{3,150})"),
    "dotnet": expression(rb"(?m)^[ \t]*using[ \t]+([\w.]{3,150})[ \t]*;"),
    "go": expression(
        rb"(?m)^[ \t]*(?:import[ \t]+)?(?:[\w.]+[ \t]+)?\"([\w\-]+\.[a-z]{2,6}/[^\"\n]{1,150}|net/\w+|os/exec)\""
    ),
    "ruby": expression(rb"(?m)^[ \t]*require[ \t]+['\"]([\w/\-]{2,100})['\"]"),
    "php": expression(rb"(?m)^use[ \t]+([\w\\]{3,150})"),
    "rust": expression(rb"(?m)^[ \t]*use[ \t]+([\w:]{2,100})"),
}
_CONFIGS: Final = expression(
    r"(?:^|/)(?:application[\w\-]*\.(?:ya?ml|properties)|[\w\-]*nginx[\w\-]*\.conf(?:\.\w+)?|[\w.\-]+\.conf(?:\.template)?"
    r"|Caddyfile|haproxy\.cfg|envoy\.ya?ml)$"
)
"""Settings that name whom a program or a proxy calls."""
_NEAR: Final = expression(rb"\b(https?|lb|grpc|ws)://([a-z][a-z0-9\-]{1,60})(?=[:/\"'`;\s]|$)")
_LOGIN: Final = expression(
    rb"\b(postgres(?:ql)?|mysql|mongodb|redis|amqp)://[^\s:@/\"'`${}<]{0,60}:([^\s@/\"'`${}<%]{1,80})@([a-z][a-z0-9.\-]{0,80})"
)
"""An address with a password in it, which is looked at no further."""
_HOST: Final = expression(
    rb"\b(https?|wss?|amqps?|sftp|smtps?)://([a-z0-9][a-z0-9.\-]{1,200}\.[a-z]{2,24})(?=[/:?#\"'`\s{$]|$)"
)
_STATEMENT: Final = (
    rb"\s*(?:SELECT\s[^\"'`]{1,200}?\sFROM\s|INSERT\s+INTO\s|UPDATE\s+\S{1,80}\s+SET\s|DELETE\s+FROM\s"
    rb"|select\s[^\"'`]{1,200}?\sfrom\s|insert\s+into\s|update\s+\S{1,80}\s+set\s|delete\s+from\s)"
)
"""The beginning of a query, as programs write it and texts for people do not."""
_CALLS: Final = expression(
    rb"(?i)requests\.|httpx|aiohttp|axios|fetch\(|urlopen|http\.(?:get|post|client|request|newrequest)|resttemplate"
    rb"|webclient"
    rb"|got[.(]|superagent|request\(|\bsession\.|newrequest|open-uri|curl|guzzle|reqwest|httpclient|baseurl|base_url"
    rb"|\b\w*(?:api|url|uri|endpoint|host|server|gateway|hook)\w*['\"]?\s*(?:\?\?|\|\||[:=,(]|\.get)"
)
_JOINED: Final = rb"(?:\+\s*(?![\"'\s])|\.format\(|%\s*[\w(])"
"""Behind a text: a value is put to it, and not only the text's next line."""
_ADHOC: Final = (
    rb"(?:\bf|\$@?)[\"']{1,3}" + _STATEMENT + rb"[^\"\n]{0,300}?\{\w"
    rb"|`" + _STATEMENT + rb"[^`]{0,400}?\$\{"
    rb"|\""
    + _STATEMENT
    + rb"[^\"\n]{0,300}\"(?:\s*\+\s*\"[^\"\n]{0,300}\"){0,20}\s*"
    + _JOINED
    + rb"|'"
    + _STATEMENT
    + rb"[^'\n]{0,300}'(?:\s*\+\s*'[^'\n]{0,300}'){0,20}\s*"
    + _JOINED
    + rb"|Sprintf\(\s*[\"`]"
    + _STATEMENT
    + rb"[^\"`]{0,300}?%[sv]"
)
"""A query that is put together from text and values."""
_HABITS: Final = (
    ("renders-html", rb"render_template|TemplateResponse|\bres\.render\(|render\(request|ModelAndView"
     rb"|@Controller\s+public"
     rb"|html/template|render\s+:|\bRazor|View\(\)|createRoot\(|ReactDOM|dangerouslySetInnerHTML|renderToString"),
    ("uploads", rb"request\.files|UploadFile\b|\bmulter\b|FileField\(|MultipartFile|IFormFile|FormFile\(|busboy"
     rb"|formidable"
     rb"|\$_FILES|has_one_attached"),
    ("runs-commands", rb"subprocess\.|os\.system\(|os\.popen\(|child_process|exec\.Command\("
     rb"|Runtime\.getRuntime\(\)\.exec"
     rb"|ProcessBuilder\(|Process\.Start\(|shell_exec\("),
    ("redirects", rb"\bredirect\(\s*(?:request\.|args|url|target|next)|res\.redirect\(\s*req\.|\"redirect:\" ?\+"),
    ("sends-messages", rb"smtplib|nodemailer|sendgrid|mailgun|SmtpClient|JavaMailSender|net/smtp|ActionMailer"
     rb"|twilio|boto3\.client\(['\"]ses"),
    ("parses-xml", rb"\blxml\b|xml\.etree|xml2js|DocumentBuilderFactory|SAXParser|XmlDocument|encoding/xml|libxmljs"),
    ("parses-yaml", rb"yaml\.(?:load|unsafe_load|full_load)\(|js-yaml|SnakeYaml|new Yaml\("),
    ("parses-archives", rb"tarfile\.|zipfile\.|unzipper|adm-zip|ZipInputStream|archive/(?:zip|tar)"),
    ("parses-images", rb"from PIL|import sharp|['\"]sharp['\"]|ImageIO\.read|\bcv2\b|image/(?:png|jpeg)\""),
    ("parses-serialised-objects", rb"pickle\.loads?\(|ObjectInputStream|BinaryFormatter|unserialize\("
     rb"|node-serialize|Marshal\.load"),
    ("string-queries", _ADHOC),
    ("mapped-queries", rb"\bsqlalchemy\b|\bsqlmodel\b|django\.db\b|\b(?:Crud|Jpa|PagingAndSorting)Repository\b"
     rb"|gorm\.io/gorm"
     rb"|@prisma/client|['\"](?:typeorm|sequelize|drizzle-orm|@nestjs/typeorm)['\"]|EntityFrameworkCore|ActiveRecord::"
     rb"|\bdiesel::|Illuminate\\Database\\Eloquent"),
    ("encodes-output", rb"\"html/template\"|\brender_template\(|TemplateResponse|createRoot\(|ReactDOM\.render\("
     rb"|renderToString"),
    ("writes-markup", rb"\|\s?safe\b|(?<!<script )(?<!<style )dangerouslySetInnerHTML"
     rb"|\.innerHTML\s*\+?=(?!=|\s*(?:\"\"|''|``))|\bv-html\b|\bth:utext\b"
     rb"|render_template_string\(|\btemplate\.HTML\(|\bmark_safe\(|\bHtml\.Raw\("),
    ("rate-limited", rb"flask_limiter|slowapi|express-rate-limit|rate-limiter-flexible|bucket4j|django_ratelimit"
     rb"|rack-attack|AddRateLimiter"),
    ("csrf-protected", rb"CSRFProtect\(|CsrfViewMiddleware|\bcsurf\b|csrf-csrf|ValidateAntiForgeryToken"
     rb"|protect_from_forgery"),
    ("token", rb"\bjwt\b|jsonwebtoken|OAuth2PasswordBearer|HTTPBearer|passport-jwt|oauth2ResourceServer"
     rb"|AddJwtBearer|golang-jwt"),
    ("session", rb"flask_login|express-session|SessionMiddleware|django\.contrib\.auth|httpSession|gorilla/sessions"
     rb"|cookie-session"),
    ("mfa", rb"\bpyotp\b|otplib|speakeasy|webauthn|fido2"),
    ("knows-callers", rb"\b[Aa]uthenticat|\b[Aa]uthori[sz](?:e|ed|ation|er)\b|\b[Ll]og_?[Ii]n\b"
     rb"|\b[Ss]ign_?[Ii]n\b|\b[Pp]assport\b|[Oo][Aa]uth2?\b|[Oo]pen[Ii][Dd]|\boidc\b|\bsaml|[Bb]asic_?[Aa]uth|[Cc]urrent_?[Uu]ser\b|springframework\.security"
     rb"|[Cc]ognito|[Kk]eycloak|\bauth0|SecurityContext|permission_required|IsAuthenticated|PreAuthorize|[Xx]-[Aa][Pp][Ii]-[Kk]ey"
     rb"|verify_?[Tt]oken|[Bb]earer\b|requireAuth|checkAuth|authMiddleware|AuthGuard"
     rb"|UseAuthentication|before_action :auth"),
    ("is-console", rb"@Enable(?:AdminServer|EurekaServer|ConfigServer|HystrixDashboard|ZipkinServer)\b"),
    ("steers", rb"@EnableAdminServer\b"),
    ("offers-console", rb"\bsidekiq/web\b|\bflask_admin\b|@bull-board|\brails_admin\b|\bActiveAdmin\b|h2-console"
     rb"|django\.contrib\.admin\b"),
    ("takes-input", rb"@(?:Post|Put|Patch)Mapping|@RequestBody|request\.(?:form|get_json|POST|data)\b"
     rb"|\breq(?:uest)?\.body\b"
     rb"|BindJSON\(|ShouldBind|NewDecoder\(r\.Body|\.ParseForm\(|\.FormValue\(|\[FromBody\]|\[HttpP(?:ost|ut)|MapP(?:ost|ut)\("
     rb"|\bparams\.(?:require|permit)|\$_POST|->validate\(\["),
    ("binds-whole-requests", rb"Object\.assign\(\s*[\w.]+\s*,\s*req\.body|\.\.\.req\.body\b|\(\s*req\.body\s*[,)]"
     rb"|fields\s*=\s*[\"']__all__|\*\*request\.(?:json|form|data|POST|get_json)|params\.permit!|\(\$request->all\(\)"
     rb"|_\.(?:merge|extend)\([^\n]{0,80}req\.body|TryUpdateModelAsync\("),
    ("reads-identity-header", rb"[\"'](?i:x-(?:forwarded-user|forwarded-email|auth-request-\w{1,20}"
     rb"|user(?:-?id|name)?|authenticated-\w{1,20}"
     rb"|goog-authenticated-user\w*|ms-client-principal\w*|amzn-oidc-\w{1,12}|tenant(?:-?id)?)|remote[-_]user)[\"']"),
    ("tools", rb"tool_choice|function_call|bind_tools|@tool\b|tools\s*=\s*\["),
    ("websocket", rb"\bwebsockets?\b|socket\.io|@WebSocket|SignalR"),
    ("graphql", rb"apollo-server|@apollo/server|graphene|strawberry\.|express-graphql|gqlgen|HotChocolate"),
    ("grpc", rb"grpc\.server\(|grpc\.NewServer\(|new grpc\.Server|BindableService|MapGrpcService|ImplBase\b"),
    ("runs-in-browser", rb"createRoot\(|ReactDOM\.render\(|createApp\(|new Vue\(|bootstrapApplication\("
     rb"|platformBrowserDynamic\("),
    ("serves-http", rb"http\.ListenAndServe|gin\.(?:Default|New)\(|echo\.New\(|mux\.NewRouter\(|chi\.NewRouter\("
     rb"|fiber\.New\("
     rb"|@RestController|@SpringBootApplication|MapControllers\(|WebApplication\.Create|Sinatra|Rails\.application"
     rb"|\.listen\("
     rb"|FastAPI\(|Flask\(__name__|actix_web|axum::"),
)  # fmt: skip
_HABIT: Final = tuple((name, expression(pattern)) for name, pattern in _HABITS)
_OPEN: Final = (b"(", b",", b"{", b"=", b"[")
_COMMENT: Final = (b"#", b"//", b"*", b"/*", b"--", b"<!--")
_DIRECTIVE: Final = expression(rb"@\w*$")
"""What stands before a word that is a part of a directive, and no field."""
_FIELD: Final = expression(
    rb"(?i)(?<![A-Za-z])((?:credit_?card\w{0,12}|card_?(?:number|no|holder)|cc_?number|cvv2?|cvc)"
    rb"|(?:e_?mail(?:_?address)?|phone(?:_?number)?|street(?:_?address)?|birth_?da(?:y|te)|date_of_birth"
    rb"|first_?name|last_?name"
    rb"|full_?name|postal_?code|zip_?code|shipping_?address|billing_?address|passport|national_?id|ssn|tax_?id)"
    rb"|(?:password(?:_?hash)?|hashed_?password|passwd|api_?key|secret_?key|access_?token|refresh_?token|totp_?secret)"
    rb"|(?:iban|bank_?account|account_?number|routing_?number|salary)"
    rb"|(?:diagnos(?:is|es)|medication|blood_?type|allerg(?:y|ies)|medical_?record|patient_?id"
    rb"|prescription))(?![A-Za-z])"
)
_MESSAGE: Final = expression(rb"\bmessage\s+(\w{1,100})\s*\{([^{}]{0,8000})\}")
_SERVICE: Final = expression(rb"\bservice\s+(\w{1,100})\s*\{")
_CALL: Final = expression(rb"\brpc\s+\w+\s*\(\s*(?:stream\s+)?([\w.]+)\s*\)\s*returns\s*\(\s*(?:stream\s+)?([\w.]+)")
_WORD: Final = expression(rb"\b[A-Z]\w{1,100}")
_BRACE: Final = expression(rb"[{}]")
_MOST: Final = 60
"""Clues of one sort in one file."""
_LARGEST: Final = 1 << 20


def language(path: str) -> str:
    """The family of languages of a file of code; empty where it is none."""
    dot = path.rfind(".")
    return _LANGUAGES.get(path[dot:].lower(), "") if dot >= 0 else ""


def wanted(path: str) -> bool:
    """Whether a file is worth looking at."""
    return bool(language(path)) or path.lower().endswith((*_SCHEMAS, *_PAGES)) or bool(_CONFIGS.search(path))


def clues(path: str, data: bytes) -> Iterator[Clue]:
    """What a file tells. Raises nothing for any content; the beginning of a very large file speaks for all of it."""
    data = data[:_LARGEST]
    lines = _Lines(data)
    spoken = language(path)
    if spoken or _CONFIGS.search(path):
        yield from _near(path, lines, data)
    if spoken:
        yield from _found(path, lines, "import", _IMPORTS[spoken].finditer(data))
        for match in _HOST.finditer(data):
            near = lines.around(match.start())
            if lines.is_code(match.start()) and _CALLS.search(near) and b"href" not in near:
                word = f"{match[1].decode()}://{match[2].decode()}"
                yield Clue(path=path, line=lines.number(match.start()), sort="host", word=word)
        for name, pattern in _HABIT:
            places = (each.start() for each in pattern.finditer(data))
            place = next((each for each in places if lines.is_code(each)), None)
            if place is not None:
                yield Clue(path=path, line=lines.number(place), sort="habit", word=name)
    if path.lower().endswith(_PAGES):
        script = _FOREIGN.search(data)
        if script is not None:
            yield Clue(path=path, line=lines.number(script.start()), sort="habit", word="foreign-scripts")
    if path.lower().endswith(".proto"):
        yield from _served(path, lines, data)
    elif path.lower().endswith(_SCHEMAS) or _MODELS.search(path):
        yield from _found(
            path,
            lines,
            "field",
            (
                each
                for each in _FIELD.finditer(data)
                if not _DIRECTIVE.search(data, max(0, each.start(1) - 40), each.start(1))
            ),
        )


def _near(path: str, lines: _Lines, data: bytes) -> Iterator[Clue]:
    """Hosts of the same network, which have no dots in their names."""
    told: set[bytes] = set()
    for match in _LOGIN.finditer(data):
        if lines.is_code(match.start()) and match[3] not in (b"localhost", *told) and len(told) < _MOST:
            told.add(match[3])
            line, host = lines.number(match.start()), match[3].decode()
            yield Clue(path=path, line=line, sort="call", word=f"{match[1].decode()}://{host}")
            yield Clue(path=path, line=line, sort="login", word=host)
    for match in _NEAR.finditer(data):
        if match[0] not in told and match[2] != b"localhost" and lines.is_code(match.start()):
            told.add(match[0])
            word = f"{match[1].decode()}://{match[2].decode()}"
            yield Clue(path=path, line=lines.number(match.start()), sort="call", word=word)
        if len(told) >= _MOST:
            return


def _served(path: str, lines: _Lines, data: bytes) -> Iterator[Clue]:
    """Fields of the messages that each service of a protocol takes and gives, with the name of the service."""
    messages = {match[1]: match for match in _MESSAGE.finditer(data)}
    for service in _SERVICE.finditer(data):
        todo = [
            name for call in _CALL.finditer(data, service.end(), _closed(data, service.end())) for name in call.groups()
        ]
        done: set[bytes] = set()
        while todo and len(done) < _MOST:
            name = todo.pop()
            message = messages.get(name.rpartition(b".")[2])
            if message is None or message[1] in done:
                continue
            done.add(message[1])
            todo += _WORD.findall(message[2])
            for match in _FIELD.finditer(data, message.start(2), message.end(2)):
                word = f"{service[1].decode()} {match[1].decode()}"
                yield Clue(path=path, line=lines.number(match.start(1)), sort="field", word=word)


def _closed(data: bytes, start: int) -> int:
    """Where a block that is open ends."""
    depth = 1
    for match in _BRACE.finditer(data, start):
        depth += 1 if match[0] == b"{" else -1
        if not depth:
            return match.start()
    return len(data)


def _found(path: str, lines: _Lines, sort: str, matches: Iterable[re.Match[bytes]]) -> Iterator[Clue]:
    seen: set[str] = set()
    for match in matches:
        word = match[1].decode("utf-8", "replace")
        if word not in seen and lines.is_code(match.start()):
            seen.add(word)
            yield Clue(path=path, line=lines.number(match.start(1)), sort=sort, word=word)
        if len(seen) >= _MOST:
            return


class _Lines:
    """Where the lines of a content begin."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._starts = [0]
        at = data.find(b"\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = data.find(b"\n", at + 1)

    def number(self, offset: int) -> int:
        """The line of an offset, counted from 1."""
        return bisect_right(self._starts, offset)

    def around(self, offset: int) -> bytes:
        """The text of the line, with the line before it where that goes on in this one."""
        line = self.number(offset) - 1
        end = self._data.find(b"\n", offset)
        start = self._starts[line]
        above = self._data[self._starts[max(0, line - 1)] : start].rstrip()
        text = self._data[start : end if end >= 0 else len(self._data)]
        return (above[-1000:] if above.endswith(_OPEN) else b"") + text[:2000]

    def is_code(self, offset: int) -> bool:
        """Whether a line is more than a comment."""
        start = self._starts[self.number(offset) - 1]
        return not self._data[start : start + 200].lstrip().startswith(_COMMENT)

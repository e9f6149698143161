"""Archives made in memory when a test runs: ordinary, nested, hostile and broken ones."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
from collections.abc import Mapping, Sequence

Files = Mapping[str, str | bytes]


def raw(content: str | bytes) -> bytes:
    """Bytes of a content."""
    return content.encode() if isinstance(content, str) else content


def zipped(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), raw(content), method)
    return held.getvalue()


def tarred(files: Files, form: int = tarfile.PAX_FORMAT) -> bytes:
    """A tar."""
    return tar_of([(plain(name, len(raw(content))), raw(content)) for name, content in files.items()], form)


def plain(name: str, size: int = 0, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    """A tar's header."""
    entry = tarfile.TarInfo(name)
    entry.size, entry.type, entry.linkname = size, kind, target
    return entry


def tar_of(entries: Sequence[tuple[tarfile.TarInfo, bytes]], form: int = tarfile.PAX_FORMAT) -> bytes:
    """A tar of entries of any kind."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=form) as archive:
        for entry, content in entries:
            archive.addfile(entry, io.BytesIO(content))
    return held.getvalue()


def squeezed(data: bytes) -> bytes:
    """A gzip, the same in each run."""
    return gzip.compress(data, mtime=0)


def encrypted(files: Files) -> bytes:
    """A zip whose members say that they are encrypted."""
    data = bytearray(zipped(files))
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + at] |= 1
            place = data.find(mark, place + 1)
    return bytes(data)


def linked_zip(name: str, target: str) -> bytes:
    """A zip with a symbolic link."""
    held = io.BytesIO()
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(entry, target)
    return held.getvalue()


def document(paragraphs: Sequence[Sequence[str]], extra: Files | None = None) -> bytes:
    """A Word file; each paragraph is made of runs, as an editor cuts them."""
    runs = ("".join(f"<w:r><w:rPr><w:b/></w:rPr><w:t>{run}</w:t></w:r>" for run in each) for each in paragraphs)
    body = "".join(f"<w:p>{each}</w:p>" for each in runs)
    whole = f'<w:document xmlns:w="urn:w"><w:body>{body}</w:body></w:document>'
    return zipped(
        {
            "[Content_Types].xml": '<?xml version="1.0"?><Types/>',
            "word/document.xml": f'<?xml version="1.0"?>{whole}',
            **(extra or {}),
        }
    )


def pdf(pages: Sequence[Sequence[str]], protected: bool = False) -> bytes:
    """A PDF of plain lines, each page with a compressed stream as writers make them."""
    import zlib

    font = 3
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"]
    kids = []
    for lines in pages:
        drawn = "".join(f"({line}) Tj 0 -14 Td\n" for line in lines)
        stream = zlib.compress(f"BT /F1 10 Tf 20 700 Td\n{drawn}ET".encode())
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R "
            b"/Resources << /Font << /F1 %d 0 R >> >> >>" % (len(objects), font)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    return _assembled(objects, protected)


def _assembled(objects: Sequence[bytes], protected: bool) -> bytes:
    out, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    lock = b""
    if protected:
        blank = b"00" * 32
        lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>]" % (blank, blank)
    size = len(objects) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (
        size,
        table,
        size,
        lock,
        len(out),
    )


def sparse_tar(name: str, stored: bytes, claimed: int) -> bytes:
    """An old GNU sparse member: a little data, and holes that make it as large as it likes to claim."""
    head = bytearray(512)
    head[0 : len(name)] = name.encode()
    head[100:108], head[124:136] = b"0000644\0", b"%011o\0" % len(stored)
    head[156:157], head[257:265] = b"S", b"ustar  \0"
    head[386:410] = bytes(12) + b"%011o\0" % len(stored)
    head[483:495] = b"\x80" + struct.pack(">Q", claimed).rjust(11, b"\0")
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head) + stored + bytes(-len(stored) % 512 + 1024)


def counted_by_header(size_field: bytes, content: bytes = b"") -> bytes:
    """A tar of one member whose header says any size."""
    made = bytearray(tarred({"a.txt": content}, tarfile.USTAR_FORMAT))
    made[124:136] = size_field
    made[148:156] = b" " * 8
    made[148:156] = b"%06o\0 " % sum(made[:512])
    return bytes(made)

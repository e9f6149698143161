"""Office files and PDFs: their text is read, whole words and all, and nothing that they ask for is done."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from holdfast.estate.repo import documents
from holdfast.estate.repo.archives import Item, expand
from holdfast.estate.repo.blob import Blob, Packed
from holdfast.model.report import Skipped
from tests.worlds.archives import document, pdf, zipped

MOST = 16 << 20


def opened(path: str, data: bytes) -> list[Item]:
    return list(expand(Packed(path, data), MOST))


def blobs(path: str, data: bytes) -> dict[str, str]:
    return {item.path: item.data.decode() for item in opened(path, data) if isinstance(item, Blob)}


def why(path: str, data: bytes) -> list[tuple[str, bool]]:
    return [(item.why, item.fault) for item in opened(path, data) if isinstance(item, Skipped)]


def test_a_word_that_an_editor_cut_is_whole_again() -> None:
    found = blobs("a.docx", document([["first"], ["se", "co", "nd"], ["a ", "b"]]))
    assert found["a.docx!word/document.xml"] == "first\nsecond\na b\n"


def test_addresses_of_links_are_read() -> None:
    relations = '<Relationships><Relationship Target="https://example.org/x"/></Relationships>'
    found = blobs("a.docx", document([["x"]], {"word/_rels/document.xml.rels": relations}))
    assert "https://example.org/x" in found["a.docx!word/_rels/document.xml.rels"]


def test_cells_and_slides_are_read() -> None:
    strings = "<sst><si><t>user</t></si><si><r><t>pa</t></r><r><t>ss</t></r></si></sst>"
    sheet = "<sheetData><row><c><v>12</v></c><c t='inlineStr'><is><t>x</t></is></c></row></sheetData>"
    book = zipped({"[Content_Types].xml": "<Types/>", "xl/sharedStrings.xml": strings, "xl/worksheets/s1.xml": sheet})
    found = blobs("a.xlsx", book)
    assert found["a.xlsx!xl/sharedStrings.xml"] == "user\npass\n"
    assert found["a.xlsx!xl/worksheets/s1.xml"].split() == ["12", "x"]
    slide = "<p:sld xmlns:p='p' xmlns:a='a'><a:p><a:t>on</a:t><a:t>e</a:t><a:br/><a:t>two</a:t></a:p></p:sld>"
    shown = zipped({"[Content_Types].xml": "<Types/>", "ppt/slides/slide1.xml": slide})
    assert blobs("a.pptx", shown)["a.pptx!ppt/slides/slide1.xml"] == "one\ntwo\n"


def test_open_documents_are_read() -> None:
    body = "<d xmlns:text='t'><text:p>a<text:tab/>b<text:s/>c</text:p><text:h>d</text:h></d>"
    made = zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": body})
    assert blobs("a.odt", made)["a.odt!content.xml"] == "a\tb c\nd\n"


def test_entities_are_not_expanded() -> None:
    nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE d [<!ENTITY e0 "boom">{nested}<!ENTITY out SYSTEM "file:///etc/passwd">]><d>&e9;&out;</d>'
    assert documents.text(bomb.encode()) == bomb.encode()


def test_only_text_is_left() -> None:
    made = "<?xml version='1.0'?><a b='x>y' c=\"z\"/><!-- noted --><d><![CDATA[raw]]></d>&lt;&#65;&amp;&unknown;"
    assert documents.text(made.encode()) == b" noted raw<A&&unknown;"
    assert documents.text(b"\xff\xfe" + "<w:p>größe</w:p>".encode("utf-16-le")).decode() == "größe\n"


@pytest.mark.parametrize("piece", ["<", "<a", '<a "', "<!--", "<![CDATA[", "<p/>", "<a ", "<a:", "&#", "<a b='"])
def test_text_that_repeats_any_beginning_is_read_in_one_pass(piece: str) -> None:
    assert len(documents.text((piece * 200_000).encode())) <= 200_000 * len(piece)


def test_what_is_no_xml_is_read_as_it_is() -> None:
    assert documents.text(b"a < b and c > d") == b"a < b and c > d"
    assert documents.text(b"") == b""
    found = blobs("a.docx", zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "plain & simple"}))
    assert found["a.docx!word/document.xml"] == "plain & simple"


def test_a_package_that_is_no_office_file_stays_as_it_is() -> None:
    found = blobs("a.nupkg", zipped({"[Content_Types].xml": "<Types/>", "lib/settings.xml": "<a><p>b</p></a>"}))
    assert found["a.nupkg!lib/settings.xml"] == "<a><p>b</p></a>"


@pytest.fixture
def reader() -> None:
    pytest.importorskip("pypdf")


@pytest.mark.usefixtures("reader")
def test_a_pdf_gives_its_pages() -> None:
    found = blobs("a.pdf", pdf([["first line", "second line"], ["third line"]]))
    assert {path: text.splitlines() for path, text in found.items()} == {
        "a.pdf!page-1": ["first line", "second line"],
        "a.pdf!page-2": ["third line"],
    }


@pytest.mark.usefixtures("reader")
def test_a_pdf_in_a_zip_is_read() -> None:
    assert list(blobs("a.zip", zipped({"in/a.pdf": pdf([["x"]])}))) == ["a.zip!in/a.pdf!page-1"]


@pytest.mark.usefixtures("reader")
def test_a_protected_pdf_is_said() -> None:
    assert why("a.pdf", pdf([["x"]], protected=True)) == [("encrypted", False)]


@pytest.mark.usefixtures("reader")
def test_a_broken_pdf_is_a_fault() -> None:
    whole = pdf([["x"] * 20])
    for made in (b"%PDF-1.7\n" + bytes(range(256)), whole[:40]):
        ((says, fault),) = why("a.pdf", made)
        assert says.startswith("damaged PDF")
        assert fault


@pytest.mark.usefixtures("reader")
def test_pages_and_characters_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "PAGES", 2)
    assert len(blobs("a.pdf", pdf([["x"]] * 3))) == 2
    assert why("a.pdf", pdf([["x"]] * 3)) == [("PDF: only its first pages were read", False)]
    monkeypatch.setattr(documents, "CHARACTERS", 3)
    assert blobs("a.pdf", pdf([["abcdef"], ["x"]])) == {"a.pdf!page-1": "abc"}


@pytest.mark.usefixtures("reader")
@pytest.mark.skipif(os.name != "posix", reason="needs POSIX limits")
def test_a_pdf_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "SECONDS", 0)
    assert why("a.pdf", pdf([["x"]])) == [("PDF: it took too long", True)]
    monkeypatch.setattr(documents, "SECONDS", 1)
    monkeypatch.setattr(documents, "TOGETHER", 1)
    slow = zipped({"a.pdf": pdf([["x"] * 400_000]), "b.pdf": pdf([["y"]])})
    assert why("a.zip", slow) == [("PDF: it took too long", True)] * 2


def test_without_the_extra_a_pdf_is_skipped_and_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = [path for path in sys.path if not (Path(path) / "pypdf").is_dir()]
    monkeypatch.setattr(sys, "path", elsewhere)
    monkeypatch.delitem(sys.modules, "pypdf", raising=False)
    assert why("a.pdf", pdf([["x"]])) == [("PDF: holdfast[documents] reads it", False)]

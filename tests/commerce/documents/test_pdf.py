"""What is on paper is what was frozen: each letter of it, and nothing as markup."""

import re
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
import reportlab
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from hypothesis import given, strategies as st
from reportlab.platypus import Paragraph, Table

from nexus.commerce.documents.models import Contents, Document
from nexus.commerce.documents.models.contents import Line, Party, Tax, Totals
from nexus.commerce.documents.pdf import blocks, draw
from nexus.commerce.documents.pdf.letters import load_fonts, marked
from nexus.commerce.documents.pdf.righttoleft import as_seen
from nexus.commerce.documents.pdf.styles import money, percent, text
from nexus.kernel.kit.ids import new_id

DASH, MINUS = "\N{EN DASH}", "\N{MINUS SIGN}"
MIRRORED = str.maketrans(")", "(")
DAY = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def line(name="Camera", **more):
    said = {"details": "SKU C-1", "quantity": 1, "unit_price": Decimal("119.00"), "discount": Decimal(0)}
    said |= {"tax_rate": Decimal("19.00"), "tax": Decimal("19.00"), "amount": Decimal("119.00")}
    return Line(line_id=new_id(), name=name, **said | more)


def contents(*lines, **more):
    goods = sum((each.amount for each in lines), Decimal(0))
    tax = sum((each.tax for each in lines), Decimal(0))
    said = {
        "seller": Party("Łukasz Müller & Söhne", ["Lindenweg 4", "10115 Berlin"], "DE123"),
        "buyer": Party("Zoë Ångström", ["ul. Świętokrzyska 12", "00-116 Warszawa"]),
        "ship_to": None,
        "order": "N-000000042",
        "ordered_at": DAY,
        "paid_at": DAY,
        "currency": "EUR",
        "shipping": "Standard",
        "shipping_tax": Decimal(0),
        "taxes": [Tax("VAT", Decimal("19.00"), goods - tax, tax)],
        "totals": Totals(goods, Decimal(0), Decimal(0), tax, goods),
    }
    return Contents(lines=list(lines), **said | more)


def document(says, kind="invoice", number=42):
    return Document(kind=kind, number=number, says=msgspec.to_builtins(says), issued_at=DAY)


def words(drawn):
    """All that is written in a part of a document, in its order."""
    if isinstance(drawn, Paragraph):
        return [drawn.getPlainText()]
    if isinstance(drawn, Table):
        drawn = [cell for row in drawn._cellvalues for cell in row]
    return [word for each in drawn for word in words(each)] if isinstance(drawn, list) else []


def pages(drawn):
    return drawn.count(b"/Type /Page\n") + drawn.count(b"/Type /Page ")


def test_it_is_one_page_of_a4_with_its_fonts_in_it():
    drawn = draw(document(contents(line())))

    assert drawn.startswith(b"%PDF-")
    assert pages(drawn) == 1
    assert b"/MediaBox [ 0 0 595.2756 841.8898 ]" in drawn
    assert drawn.count(b"/FontFile2") == 2


def test_the_same_document_gives_the_same_bytes():
    drawn = document(contents(line()))

    assert draw(drawn) == draw(drawn)


def test_it_says_all_that_was_frozen():
    says = contents(line(), line("Strap", discount=Decimal("7.98"), amount=Decimal("1071.82")))
    shown = document(says)

    assert words(blocks.head(shown, says)) == [
        "Łukasz Müller & Söhne",
        "Lindenweg 4 · 10115 Berlin · Tax number DE123",
        "Invoice",
        "INV-000042",
    ]
    assert {"Zoë Ångström", "00-116 Warszawa", "INV-000042", "N-000000042", "21 November 2026"} <= set(
        words(blocks.parties(shown, says))
    )
    assert words(blocks.lines(says))[-7:] == [
        "Strap",
        "SKU C-1",
        "1",
        "119.00",
        f"{MINUS}7.98",
        "19 %",
        "1,071.82",
    ]
    assert "Paid on 21 November 2026." in words(blocks.closing(says))[0]


def test_a_credit_note_names_its_invoice():
    says = contents(line(unit_price=None, quantity=0), invoice="INV-000007", reason="It was torn.")
    shown = document(says, "credit_note", 3)

    assert words(blocks.head(shown, says))[-2:] == ["Credit note", "CN-000003"]
    assert "INV-000007" in words(blocks.parties(shown, says))
    assert words(blocks.lines(says))[-5:] == ["Camera", "SKU C-1", DASH, "19 %", "119.00"]
    assert "It was torn." in words(blocks.closing(says))[0]
    assert pages(draw(shown)) == 1


@pytest.mark.parametrize(
    "name", ["<b>bold</b>", "a & b", "</para><para>", '<img src="http://x/y.png"/>', "<font"]
)
def test_what_somebody_wrote_is_no_markup(name):
    says = contents(
        line(name, details=name), seller=Party(name, [name], name), buyer=Party(name, [name]), reason=name
    )

    assert name in words(blocks.lines(says))
    assert pages(draw(document(says))) == 1


def test_many_lines_run_over_pages():
    drawn = draw(document(contents(*(line(f"Thing {number}") for number in range(60)))))

    assert pages(drawn) > 2


@pytest.mark.parametrize("name", ["W" * 200, "word " * 40, ""])
def test_a_name_of_any_length_fits(name):
    assert pages(draw(document(contents(line(name), seller=Party(name, []))))) >= 1


CHINESE, JAPANESE, KOREAN = "STSong-Light", "HeiseiKakuGo-W5", "HYGothic-Medium"


@pytest.mark.parametrize(
    ("text", "fonts"),
    [
        ("山田太郎", [CHINESE]),
        ("やまだ 太郎", [JAPANESE, JAPANESE]),
        ("김철수", [KOREAN]),
        ("김 太郎", [KOREAN, KOREAN, JAPANESE]),  # no Korean set has 郎
        ("やまだ 张", [JAPANESE, CHINESE]),
        ("㈱山田 髙﨑", [CHINESE, CHINESE]),
        ("𠮷野", [JAPANESE, CHINESE]),
    ],
)
def test_east_asian_letters_have_a_font_that_has_them(text, fonts):
    assert re.findall('<font name="(.+?)">', marked(text)) == fonts
    assert b"-UTF16-H" in draw(document(contents(line(text))))


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("שלום כהן", "ןהכ םולש"),
        ("רחוב הרצל 12/3", "12/3 לצרה בוחר"),
        ("Hotel שלום, Haifa", "Hotel םולש, Haifa"),
        ("דירה (4)", "(4) הריד"),
        ("محمد", "ﺪﻤﺤﻣ"),
        ("سلام", "ﻡﻼﺳ"),
        ("پژواک", "ﮎﺍﻭﮋﭘ"),
        ("مُنى", "ﻰﻨﻣُ"),
    ],
)
def test_arabic_and_hebrew_are_joined_and_read_from_the_right(name, seen):
    drawn = text(name)
    drawn.wrap(200, 100)

    assert [" ".join(words) for _, words in drawn.blPara.lines] == [seen]


def test_a_long_text_from_the_right_begins_in_its_first_line():
    drawn = text("אחת שתיים שלוש ארבע חמש שש שבע")
    drawn.wrap(80, 100)

    assert " ".join(drawn.blPara.lines[0][1]).endswith("תחא")
    assert " ".join(drawn.blPara.lines[-1][1]).startswith("עבש")


@given(line=st.text(st.sampled_from("aZ 12/-(,שלםמحُلا山김")))
def test_whatever_is_mixed_no_letter_is_lost(line):
    assert sorted(as_seen(line).translate(MIRRORED)) == sorted(line.translate(MIRRORED))


def test_a_line_in_several_fonts_is_read_from_the_right_too():
    drawn = text("שלום 東京 כהן")
    drawn.wrap(200, 100)

    (line,) = drawn.blPara.lines
    assert "".join(run.text for run in line.words) == "ןהכ 東京 םולש"
    assert [run.fontName for run in line.words if "東" in run.text] == [CHINESE]


@pytest.fixture
def with_khmer(settings):
    settings.INVOICE_FONTS = [str(Path(reportlab.__file__).parent / "fonts" / "hb-test.ttf")]
    load_fonts.cache_clear()
    yield
    load_fonts.cache_clear()


@pytest.mark.usefixtures("with_khmer")
def test_a_font_of_the_sites_own_is_embedded_for_what_ours_lacks():
    assert marked("Sok ន") == 'Sok <font name="hb-test">ន</font>'
    assert draw(document(contents(line("Sok ន")))).count(b"/FontFile2") == 3


def test_a_font_that_is_not_there_stops_the_start(settings):
    settings.INVOICE_FONTS = ["/nowhere/Font.ttf"]

    with pytest.raises(SystemCheckError, match=r"/nowhere/Font\.ttf, which is no file"):
        call_command("check")


@pytest.mark.parametrize("text", ["Łódź, Ångström, Öß", "Αθήνα", "Київ", "₤ € ₽", "Türkçe İı"])
def test_european_letters_are_in_the_embedded_font(text):
    assert marked(text) == text


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [("1234.5", "EUR", "1,234.50"), ("1234.00", "JPY", "1,234"), ("-7.98", "EUR", f"{MINUS}7.98")],
)
def test_amounts_have_their_currencys_places(amount, currency, written):
    assert money(Decimal(amount), currency) == written


@pytest.mark.parametrize(
    ("rate", "written"), [("19.00", "19 %"), ("8.10", "8.1 %"), ("0.00", "0 %"), ("20", "20 %")]
)
def test_rates_say_no_more_than_they_must(rate, written):
    assert percent(Decimal(rate)) == written


def test_nothing_of_it_is_loaded_before_somebody_asks_for_a_pdf():
    code = "import django, sys; django.setup();import nexus.config.urls; sys.exit('reportlab' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

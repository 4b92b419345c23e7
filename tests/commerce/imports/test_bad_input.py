import codecs

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from nexus.commerce.catalog.models import Product
from nexus.commerce.imports import files
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

HEADER = [
    "name",
    "price",
    "stock",
    "sku",
    "description",
    "currency",
    "compare_at_price",
    "images",
    "options.Size",
]
GOOD = {"name": "Good", "price": "1"}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"price": ""}, "price: This field is required."),
        ({"price": "cheap"}, "price: A valid number is required."),
        ({"price": "0"}, "price: Ensure this value is greater than 0."),
        ({"price": "-4"}, "price: Ensure this value is greater than 0."),
        ({"price": "1.999"}, "price: Ensure that there are no more than 2 decimal places."),
        (
            {"price": "99999999999"},
            "price: Ensure that there are no more than 10 digits before the decimal point.",
        ),
        ({"price": "NaN"}, "price: A valid number is required."),
        ({"name": ""}, "name: This field may not be blank."),
        ({"name": "x" * 201}, "name: Ensure this field has no more than 200 characters."),
        ({"stock": "-1"}, "stock: Ensure this value is greater than or equal to 0."),
        ({"stock": "some"}, "stock: A valid integer is required."),
        ({"sku": "x" * 65}, "sku: Ensure this field has no more than 64 characters."),
        ({"currency": "EURO"}, "currency: "),
        ({"currency": "XXY"}, "currency: Give the currency as its ISO 4217 code, such as USD."),
        ({"price": "0.40", "currency": "JPY"}, "price: JPY has no such small coins."),
        ({"compare_at_price": "0"}, "compare_at_price: Ensure this value is greater than 0."),
        ({"images": "javascript:alert(1)"}, "image: Enter a valid URL."),
        ({"options.Size": "x" * 101}, "options: Ensure this field has no more than 100 characters."),
        ({"description": "x" * 20_001}, "description: Ensure this field has no more than 20000 characters."),
    ],
)
def test_a_row_that_does_not_hold_is_told_with_its_line_and_stops_nothing(write, run, row, reason):
    told = run(write(HEADER, GOOD, {"name": "Bad", "price": "1"} | row, GOOD | {"name": "Also good"}))

    assert len(told.lines) == 1
    assert told.lines[0].startswith(f"line 3: {reason}")
    assert told.summary == "read 3 rows, 3 products: 2 created, 0 updated, 0 unchanged, 1 rejected."
    assert set(Product.objects.values_list("name", flat=True)) == {"Good", "Also good"}


def test_a_field_of_ten_megabytes_is_a_bad_row_like_any_other(write, run):
    told = run(write(HEADER, {"name": "Bad", "price": "1", "description": "x" * 10_000_000}, GOOD))

    assert told.lines == ["line 2: description: Ensure this field has no more than 20000 characters."]
    assert Product.objects.count() == 1


def test_one_bad_variant_keeps_its_whole_product_out(shopify, run):
    told = run(
        shopify(
            {"Handle": "a", "Title": "A", "Option1 Name": "Size", "Option1 Value": "S", "Variant Price": "1"},
            {"Handle": "a", "Option1 Value": "M", "Variant Price": "free"},
            {"Handle": "b", "Title": "B", "Variant Price": "1"},
        )
    )

    assert told.lines == ["line 3: price: A valid number is required."]
    assert Product.objects.get().name == "B"


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ({"Option1 Value": "S"}, "options: This product has a variant with these options already."),
        (
            {"Option1 Value": "M", "Variant SKU": "1"},
            "sku: This product has a variant with this SKU already.",
        ),
        ({}, "All variants of a product have the same options: Size."),
    ],
)
def test_variants_of_one_product_differ(shopify, run, second, reason):
    first = {
        "Handle": "a",
        "Title": "A",
        "Option1 Name": "Size",
        "Option1 Value": "S",
        "Variant Price": "1",
        "Variant SKU": "1",
    }

    told = run(shopify(first, {"Handle": "a", "Variant Price": "1"} | second))

    assert told.lines[0].endswith(reason)
    assert not Product.objects.exists()


def test_a_handle_that_comes_twice_is_told(shopify, run):
    rows = [{"Handle": handle, "Title": handle, "Variant Price": "1"} for handle in ("a", "b", "a")]

    told = run(shopify(*rows))

    assert told.lines == ["line 4: This handle stood further up: keep its rows together."]
    assert Product.objects.count() == 2


def test_lines_are_counted_as_an_editor_counts_them(tmp_path, run):
    path = tmp_path / "products.csv"
    path.write_text('name,description,price\r\nA,"one\r\ntwo\r\n\r\nfour",1\r\n\r\nB,,free\r\n', newline="")

    assert run(path).lines == ["line 7: price: A valid number is required."]
    assert Product.objects.get().description == "one\r\ntwo\r\n\r\nfour"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("C,1,2,3", "The row has 4 cells, the header 2: is a quote missing?"),
        ("C\0,1", "The row has a NUL character in it."),
        ('"C" "D",1', "This row is no CSV: a quote inside a quoted cell is written twice."),
        ('"C,1', "A quote that is opened in this row is never closed."),
    ],
)
def test_a_row_that_is_no_csv_is_told(tmp_path, run, line, reason):
    path = tmp_path / "products.csv"
    path.write_text(f"name,price\nA,1\n\nB,1\n{line}\n")

    told = run(path)

    assert told.lines == [f"line 5: {reason}"]
    assert told.summary.endswith("2 created, 0 updated, 0 unchanged, 1 rejected.")


def test_a_row_that_cannot_be_read_inside_a_product_keeps_it_out(tmp_path, run):
    path = tmp_path / "products.csv"
    path.write_text('handle,name,price,options.Size\na,A,1,S\n"a" x,A,1,M\na,A,1,L\nb,B,1,\n')

    assert len(run(path).lines) == 1
    assert Product.objects.get().name == "B"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_letters_are_read_right(write, run, encoding, end):
    run(write(HEADER, {"name": "Müßli-Schüssel “groß” €", "price": "3"}, encoding=encoding, end=end))

    assert Product.objects.get().name == "Müßli-Schüssel “groß” €"


def test_it_says_when_letters_are_read_as_windows_wrote_them(write, seller, capsys):
    path = write(HEADER, {"name": "Schüssel", "price": "3"}, encoding="cp1252")

    call_command("import_products", str(path), "--seller", seller.username)

    assert "read as Windows-1252" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (codecs.BOM_UTF8, "The file is empty."),
        (b"\nname,price\n", "The file's first line is empty"),
        (b"name,price\n", "has no rows"),
        (b"name,stock\nA,1\n", "The column price is missing."),
        (b"<html><body>", "This is no CSV of products"),
        (b'{"name": "A"}', "This is no CSV of products"),
        (b"\x7fELF\2\1\1\0\0\0", "is not a text file"),
        (b"name,price\n\x81\x8d,1\n", "is neither UTF-8 nor Windows-1252"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(tmp_path, run, content, reason):
    path = tmp_path / "products.csv"
    path.write_bytes(content)

    with pytest.raises(CommandError, match=reason) as refused:
        run(path)
    assert refused.value.returncode == 1


def test_a_folder_or_no_file_is_told(tmp_path, run):
    with pytest.raises(CommandError, match="is a folder"):
        run(tmp_path)
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "nothing.csv")


def test_a_cell_without_end_is_told(tmp_path, run, monkeypatch):
    monkeypatch.setattr(files, "LONGEST_CELL", 1_000)
    path = tmp_path / "products.csv"
    path.write_text('name,price\nA,1\n"B' + "x" * 2_000 + '",1\nC,1\n')

    told = run(path)

    assert told.lines[0].startswith("line 3: A cell of this row is longer than 1000 characters")


def test_only_sellers_import(write):
    path = write(HEADER, GOOD)
    UserFactory(username="customer")

    with pytest.raises(CommandError, match="There is no account 'nobody'"):
        call_command("import_products", str(path), "--seller", "nobody")
    with pytest.raises(CommandError, match="'customer' is no seller"):
        call_command("import_products", str(path), "--seller", "customer")
    with pytest.raises(CommandError, match="ISO 4217"):
        call_command(
            "import_products", str(path), "--seller", UserFactory(seller=True).username, "--currency", "E"
        )

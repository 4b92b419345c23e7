"""The guide and the example name every setting that the code reads, and no other."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guides" / "configuration.md"
EXAMPLE = ROOT / ".env.example"
# All but the suite's own settings.
READERS = [
    ROOT / "manage.py",
    *(
        file
        for file in (ROOT / "nexus" / "config").rglob("*.py")
        if file.parts[-2:] != ("settings", "test.py")
    ),
]
READ = re.compile(r"""env\.\w+\(\s*"(\w+)"|environ(?:\.get\(|\.setdefault\(|\[)\s*"(\w+)\"""")
# Told by the code to itself, and what other programs read.
OWN = {"NEXUS_PROCESS", "PATH", "PGHOST"}


@pytest.fixture(scope="module")
def read():
    found = (match for file in READERS for match in READ.findall(file.read_text()))
    return {first or second for first, second in found} - OWN


def test_the_guide_explains_every_setting_that_is_read(read):
    explained = set(re.findall(r"^\| `([A-Z_]+)` \|", GUIDE.read_text(), re.MULTILINE))

    assert explained == read


def test_the_example_offers_settings_that_exist(read):
    offered = set(re.findall(r"^#? ?([A-Z_]+)=", EXAMPLE.read_text(), re.MULTILINE))

    assert offered
    assert offered <= read


def test_all_that_the_example_offers_can_be_loaded_as_it_says(tmp_path):
    offered = re.sub(r"^# (?=[A-Z_]+=)", "", EXAMPLE.read_text(), flags=re.MULTILINE)
    (tmp_path / ".env").write_text(offered)

    told = subprocess.run(
        ["sh", "-c", "set -a; . ./.env; env"],
        cwd=tmp_path,
        env={"PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
    )

    loaded = dict(line.split("=", 1) for line in told.stdout.splitlines())
    assert told.stderr == ""
    assert set(re.findall(r"^([A-Z_]+)=", offered, re.MULTILINE)) <= loaded.keys()
    assert json.loads(loaded["OIDC_PROVIDERS"])["corp"]["client_id"] == "nexus"
    assert loaded["DEFAULT_FROM_EMAIL"] == "Example Shop <shop@example.com>"


def test_the_example_holds_no_secret():
    secrets = re.findall(r"^(?:SECRET_KEY|NEXUS_SIGNING_KEY)=(.+)$", EXAMPLE.read_text(), re.MULTILINE)

    assert secrets == []

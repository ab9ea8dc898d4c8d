"""What is installed with the program: ``python -m benchmarks.packages WHAT [--extra NAME ...]``.

``size`` prints how many megabytes each package takes, ``licences`` what each may be used under,
and ``sbom`` a bill of materials (CycloneDX 1.5, JSON) of the same packages. They are those that
``pip install audiobook-producer`` brings, with the extras that are named, as they are installed
here: names, versions and licences are what each package says of itself.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROGRAM = "audiobook-producer"
# Of programs that are compiled into a package, whose licence is not that of the package.
INSIDE = {
    "av": "FFmpeg with x264 and x265 inside: GPL-2.0-or-later",
    "espeakng-loader": "eSpeak NG inside: GPL-3.0-or-later",
    "lameenc": "LAME inside: LGPL-2.0-or-later",
}
LONGEST = 60  # characters of a licence: some packages give its whole text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=("size", "licences", "sbom"))
    parser.add_argument("--extra", action="append", default=[], metavar="NAME")
    options = parser.parse_args()
    found = list(installed(options.extra))
    if options.what == "sbom":
        print(json.dumps(bill(found), indent=1))
        return
    rows = sizes(found) if options.what == "size" else licences(found)
    print("\n".join(rows))


def installed(extras: Sequence[str] = ()) -> Iterator[Distribution]:
    """The program and every package that it needs here, each once, sorted by name."""
    found: dict[str, Distribution] = {}
    waiting = [(PROGRAM, frozenset(extras))]
    seen = set()
    while waiting:
        name, wanted = waiting.pop()
        if (name, wanted) in seen:
            continue
        seen.add((name, wanted))
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue
        waiting.extend(_needs(found[name], wanted))
    for name in sorted(found):
        yield found[name]


def _needs(
    package: Distribution, extras: frozenset[str]
) -> Iterator[tuple[str, frozenset[str]]]:
    for line in package.requires or ():
        need = Requirement(line)
        if _counts(need, extras):
            yield canonicalize_name(need.name), frozenset(need.extras)


def _counts(need: Requirement, extras: frozenset[str]) -> bool:
    if need.marker is None:
        return True
    return any(need.marker.evaluate({"extra": extra}) for extra in ("", *extras))


def megabytes(package: Distribution) -> float:
    """All files of a package, what Python compiles of them included."""
    size = 0
    for file in package.files or ():
        path = package.locate_file(file)
        try:
            size += path.stat().st_size  # type: ignore[attr-defined]
        except OSError:
            continue
    return size / 1e6


def sizes(packages: Sequence[Distribution]) -> Iterator[str]:
    """A table, the largest first."""
    by_size = sorted(packages, key=megabytes, reverse=True)
    for package in by_size:
        yield f"{package.name:22} {package.version:12} {megabytes(package):7.1f} MB"
    total = sum(megabytes(package) for package in packages)
    yield f"{len(by_size)} packages{'':24} {total:7.1f} MB"


def licences(packages: Sequence[Distribution]) -> Iterator[str]:
    """A table in Markdown."""
    yield "| package | version | licence |"
    yield "|---|---|---|"
    for package in packages:
        yield f"| {package.name} | {package.version} | {licence(package)} |"


def licence(package: Distribution) -> str:
    """What a package says: an expression, else its classifiers, else a line of text."""
    inside = INSIDE.get(package.name, "")
    return "; ".join(filter(None, (_stated(package), inside)))


def _stated(package: Distribution) -> str:
    about = package.metadata
    if "License-Expression" in about:
        return str(about["License-Expression"])
    found = []
    for classifier in about.get_all("Classifier") or ():
        kind, _, name = str(classifier).rpartition(" :: ")
        if kind.startswith("License"):
            found.append(name)
    text = str(about["License"]) if "License" in about else ""
    if found and found != ["OSI Approved"]:
        return " and ".join(found)
    lines = text.strip().splitlines() or ["its own is not stated"]
    return lines[0][:LONGEST]


def bill(packages: Sequence[Distribution]) -> dict[str, object]:
    """The bill of materials."""
    components = [_component(package) for package in packages]
    program = [each for each in components if each["name"] == PROGRAM]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": program[0]},
        "components": [each for each in components if each["name"] != PROGRAM],
    }


def _component(package: Distribution) -> dict[str, object]:
    name = canonicalize_name(package.name)
    return {
        "type": "application" if name == PROGRAM else "library",
        "bom-ref": f"pkg:pypi/{name}@{package.version}",
        "name": name,
        "version": package.version,
        "purl": f"pkg:pypi/{name}@{package.version}",
        "licenses": [{"license": {"name": licence(package)}}],
    }


if __name__ == "__main__":
    main()

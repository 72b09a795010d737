"""pyproject.toml, constraints.txt and environment.yml say the same."""

import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from rattler import MatchSpec

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()

CONDA_NAMES = {"playwright": "playwright-python", "confluent-kafka": "python-confluent-kafka"}


def wanted() -> list[Requirement]:
    extras = PROJECT["optional-dependencies"].values()
    return [Requirement(line) for part in (PROJECT["dependencies"], *extras) for line in part]


def pins() -> list[Requirement]:
    return [Requirement(line) for line in CONSTRAINTS if not line.startswith("#")]


def conda_specs() -> list[str]:
    return [line for line in CONDA["dependencies"] if isinstance(line, str)]


def pip_specs() -> list[str]:
    (by_pip,) = (part["pip"] for part in CONDA["dependencies"] if not isinstance(part, str))
    return [line for line in by_pip if line != "-e ."]


def test_conda_brings_the_same_packages_in_the_same_versions() -> None:
    peers = PROJECT["optional-dependencies"]["bench"]  # which no conda environment needs
    ours = {CONDA_NAMES.get(r.name, r.name): r.specifier for r in wanted() if str(r) not in peers}
    ours["python"] = SpecifierSet(PROJECT["requires-python"])
    theirs = {(r := Requirement(line)).name: r.specifier for line in conda_specs()}
    assert theirs.pop("pip") == SpecifierSet()
    theirs |= {(r := Requirement(line)).name: r.specifier for line in pip_specs()}
    assert theirs == ours


@pytest.mark.parametrize("spec", conda_specs())
def test_conda_reads_a_line_as_we_mean_it(spec: str) -> None:
    meant = Requirement(spec)
    read = MatchSpec(spec, strict=True)
    assert read.name is not None
    assert read.name.normalized == meant.name
    assert (read.version or "") == str(meant.specifier)
    assert (read.build, read.channel, read.subdir) == (None, None, None)


def test_conda_installs_the_course_itself_from_this_folder() -> None:
    (pip,) = [part for part in CONDA["dependencies"] if isinstance(part, dict)]
    assert pip["pip"][-1] == "-e ."
    assert CONDA["channels"][0] == "conda-forge"


def test_every_dependency_is_pinned_in_a_version_that_the_project_allows() -> None:
    for requirement in wanted():
        name = canonicalize_name(requirement.name)
        versions = [pin.specifier for pin in pins() if canonicalize_name(pin.name) == name]
        assert versions, f"{name} is not in constraints.txt"
        for specifier in versions:
            (pin,) = specifier
            assert requirement.specifier.contains(pin.version), f"{requirement} is not {pin}"


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
@pytest.mark.parametrize("version", ["3.11.0", "3.11.7", "3.12.1", "3.13.0", "3.14.0"])
def test_each_package_has_one_pin_on_every_system_and_python(system: str, version: str) -> None:
    marks = {
        "sys_platform": system,
        "os_name": "nt" if system == "win32" else "posix",
        "python_full_version": version,
        "python_version": version.rpartition(".")[0],
    }
    names = [pin.name for pin in pins() if pin.marker is None or pin.marker.evaluate(marks)]
    assert len(names) == len(set(names))
    assert {canonicalize_name(r.name) for r in wanted()} <= {canonicalize_name(n) for n in names}


def test_constraints_are_exact_pins_without_options_and_addresses() -> None:
    for line in CONSTRAINTS:
        assert "://" not in line
        assert " @ " not in line
        if not line.startswith("#"):
            assert not line.startswith("-")
            assert [pin.operator for pin in Requirement(line).specifier] == ["=="]
            assert "*" not in line

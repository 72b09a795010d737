"""The rules of the house, held by machines: style, types, who imports whom, what stays out."""

import ast
import re
import subprocess
import sys
from fnmatch import fnmatch
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from imports import PACKAGE, graph, sources

import eventlab

ROOT = PACKAGE.parent

# Who may import whom: a module imports from its own line and from the lines above.
LAYERS = (
    "frozen event clock unfinished",
    "schema* evolution payload_types samples",
    "bus async_bus mailbox *queue *log *store sqlite*",
    "consumer inbox outbox aggregate specification snapshot* projection* process*",
    "brokers contracts sim",
    "figures course __main__",
    "lessons",
)
PRIMITIVES = 4  # so many of the lines need nothing but the standard library and msgspec
CLIENTS = {
    "brokers": {"pika", "confluent_kafka"},
    "contracts": set(),
    "sim": {"cloudpickle", "numpy"},
}
HEAVY = {"asyncio", "matplotlib", "numpy", "IPython", "ipywidgets", "anywidget"}
HEAVY |= CLIENTS["brokers"]


def run(*command):
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    "tool",
    [
        "ruff check --output-format=concise",
        "ruff format --check --output-format=concise",
        "mypy -p eventlab -p benchmarks",
    ],
)
def test_the_tools_have_nothing_to_say(tool):
    code, said = run("-m", *tool.split())
    assert code == 0, said


# Imports.


def layer(module):
    top = module.split(".")[0]
    places = [
        number
        for number, patterns in enumerate(LAYERS)
        if any(fnmatch(top, pattern) for pattern in patterns.split())
    ]
    assert len(places) == 1, f"say in LAYERS where {top!r} belongs"
    return places[0]


def test_every_module_has_one_place_in_the_house():
    assert len(sources()) > 20
    assert {layer(module) for module in sources()} >= {0, 2, 4, 5}


def test_imports_run_one_way():
    ours, _ = graph()
    upwards = [
        f"{module} imports {target}"
        for module, targets in ours.items()
        for target in targets
        if layer(target) > layer(module)
    ]
    assert upwards == []


def test_imports_run_in_no_circle():
    ours, _ = graph(for_types=False)
    TopologicalSorter(ours).prepare()  # raises a CycleError that names the circle


def test_the_primitives_need_only_the_standard_library_and_msgspec():
    _, others = graph()
    foreign = {}
    for module, names in others.items():
        top = module.split(".")[0]
        if layer(module) < PRIMITIVES or top in CLIENTS:
            foreign[module] = (
                names - sys.stdlib_module_names - {"msgspec"} - CLIENTS.get(top, set())
            )
    assert len(foreign) > 20
    assert {module: names for module, names in foreign.items() if names} == {}


# Importing costs almost nothing.


def modules_after(code):
    report = "import sys; before = set(sys.modules); {}; print(*sorted(set(sys.modules) - before))"
    code, said = run("-c", report.format(code))
    assert code == 0, said
    return set(said.split())


def test_importing_eventlab_imports_nothing_else():
    assert modules_after("import eventlab") == {"eventlab"}


def test_using_the_sync_primitives_leaves_the_heavy_packages_out():
    use = "from eventlab import Bus, Event, SystemClock, VirtualClock; Bus().publish(Event('Paid'))"
    loaded = modules_after(use)
    assert "msgspec" in loaded
    assert {name.split(".")[0] for name in loaded} & HEAVY == set()


def test_every_name_loads_when_it_is_used_and_is_the_same_for_the_type_checker():
    for name in eventlab.__all__:
        value = getattr(eventlab, name)
        assert getattr(value, "__name__", None) == name or value.name == name
        assert name in dir(eventlab)
    source = (PACKAGE / "__init__.py").read_text(encoding="utf-8")
    typed = re.findall(r"^    from eventlab\.(\w+) import (\w+) as \2$", source, re.MULTILINE)
    assert {name: module for module, name in typed} == eventlab._HOME
    with pytest.raises(AttributeError, match="module 'eventlab' has no attribute 'Buss'"):
        eventlab.Buss


# Files.


@pytest.mark.parametrize("folder", ["eventlab", "benchmarks", "tests"])
def test_every_file_can_be_read_in_five_minutes(folder):
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in (ROOT / folder).rglob("*.py")
    }
    assert len(lengths) >= 5
    assert {path: lines for path, lines in lengths.items() if lines >= 300} == {}


HOSTS = r"pypi\.org/simple|files\.pythonhosted|registry\.npmjs|registry\.yarnpkg|repo1?\.maven|"
HOSTS += r"conda\.anaconda|repo\.anaconda|index\.crates|static\.crates|proxy\.golang|rubygems"
INDEX = rf"://[^\s\"'<>]*({HOSTS}|/simple/?(?=[\s\"'<>]|$)|/artifactory/|/repository/)"
MACHINE = r"/(home|Users)/\w+/|/roo[t]/|[A-Z]:\\+Users\\+\w|/ipykernel_\d"


def tracked():
    """The files that git knows of, or would if they were added; all, where there is no git."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
        return [path for name in listed.decode().split("\0") if (path := ROOT / name).is_file()]
    except (OSError, subprocess.CalledProcessError):
        own = {"my-course", "__pycache__", "build", "dist"}
        inside = [path for path in ROOT.iterdir() if path.name not in own and path.name[0] != "."]
        files = [file for path in inside for file in (path, *path.rglob("*")) if file.is_file()]
        return [file for file in files if not own & set(file.parts)]


def test_no_statement_numbers_its_parameters():
    """Python 3.12.0 to 3.12.3 warn of them by mistake; only a run on one of these would tell."""
    found = [
        f"{path.name}:{node.lineno}"
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if re.search(r"\?[0-9]", node.value)
    ]
    assert found == []


def test_no_file_of_the_package_is_left_out_of_the_wheel():
    """Which holds what git knows of, or would: styles and scripts as well."""
    files = {path for path in PACKAGE.rglob("*") if path.is_file()}
    inside = {path for path in files if "__pycache__" not in path.parts}
    assert {path.suffix for path in inside} >= {".py", ".css", ".js", ".toml"}
    assert inside - set(tracked()) == set()


def test_no_file_names_a_package_registry_or_a_path_of_one_machine():
    here = [re.escape(str(path)) for path in (ROOT, Path.home()) if len(path.parts) > 1]
    told = re.compile("|".join([INDEX, MACHINE, *here]).encode(), re.MULTILINE)
    found = {
        str(path.relative_to(ROOT)): hits
        for path in tracked()
        if path != Path(__file__) and (hits := [hit[0] for hit in told.finditer(path.read_bytes())])
    }
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://pypi.org/simple",
        "https://files.pythonhosted.org/packages/ab/cd/x.whl",
        "http://10.0.0.1:8080/team/python/simple/",
        '"resolved": "https://registry.npmjs.org/x.tgz"',
        "  File /home/ada/course/bus.py, line 3",
        r"C:\Users\ada\course",
        "File /tmp/ipykernel_123/45.py",
    ],
)
def test_the_search_finds_what_it_looks_for(line):
    assert re.search(f"{INDEX}|{MACHINE}", line)


@pytest.mark.parametrize(
    "line",
    ["https://pypi.org/project/msgspec", "a simple/plain loop", "https://a.io/simpler", "/tmp/x"],
)
def test_the_search_leaves_ordinary_lines_alone(line):
    assert not re.search(f"{INDEX}|{MACHINE}", line)

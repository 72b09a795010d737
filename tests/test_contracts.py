"""Every contract, held against what keeps it and against what must break it."""

import ast
import inspect
import pkgutil
import tempfile
from importlib import import_module
from importlib.util import find_spec

import pytest
from mutants import Offers

import eventlab.contracts
from eventlab.contracts import Contract

CONTRACTS = {
    value.subject: value
    for module in pkgutil.iter_modules(eventlab.contracts.__path__, "eventlab.contracts.")
    for value in vars(import_module(module.name)).values()
    if isinstance(value, Contract)
}
MODULES = {
    subject: import_module(f"mutants.{subject}")
    for subject in CONTRACTS
    if find_spec(f"mutants.{subject}")
}

every_contract = pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)
every_case = pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=f"{subject}-{case.name}")
        for subject, contract in CONTRACTS.items()
        for case in contract.cases
    ],
)


@pytest.fixture(autouse=True)
def temporary_files_stay_here(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.mark.parametrize(
    ("contract", "make", "case"),
    [
        pytest.param(CONTRACTS[subject], make, case, id=f"{subject}-{name}-{case.name}")
        for subject, module in MODULES.items()
        for name, make in getattr(module, "IMPLEMENTATIONS", {}).items()
        for case in CONTRACTS[subject].cases
        if case.needs <= getattr(make, "features", case.needs)
    ],
)
def test_every_case_holds_for_every_implementation(contract, make, case):
    make = make.make if isinstance(make, Offers) else make
    [result] = contract.check(make, only=[case.name])
    assert result.verdict == "holds", result.reason


@pytest.mark.parametrize(
    ("contract", "mutant"),
    [
        pytest.param(CONTRACTS[subject], mutant, id=f"{subject}-{mutant.make.__name__}")
        for subject, module in MODULES.items()
        for mutant in getattr(module, "MUTANTS", ())
    ],
)
def test_every_mutant_is_rejected_by_the_cases_that_it_names(contract, mutant):
    assert mutant.make.__doc__, "a mutant says what is wrong with it"
    report = contract.check(mutant.make, features=mutant.features)
    broken = {result.case.name for result in report if result.verdict == "broken"}
    assert mutant.cases, "a mutant names the cases that reject it"
    assert broken >= mutant.cases if mutant.at_least else broken == mutant.cases, repr(report)


@every_contract
def test_every_case_rejects_at_least_one_mutant(contract):
    assert contract.subject in MODULES, f"tests/mutants/{contract.subject}.py is missing"
    assert MODULES[contract.subject].IMPLEMENTATIONS
    rejecting = {case for mutant in MODULES[contract.subject].MUTANTS for case in mutant.cases}
    assert {case.name for case in contract.cases} - rejecting == set()


@every_contract
def test_at_most_eight_cases_are_core_and_names_are_not_taken_twice(contract):
    names = [case.name for case in contract.cases]
    assert 1 <= sum(case.core for case in contract.cases) <= 8
    assert len(names) == len(set(names))


@every_case
def test_every_case_is_at_most_ten_lines(case):
    lines = inspect.getsource(case.run).splitlines()
    [function] = ast.parse("\n".join(lines)).body
    _promise, first, *_ = function.body
    assert sum(bool(line.strip()) for line in lines[first.lineno - 1 :]) <= 10

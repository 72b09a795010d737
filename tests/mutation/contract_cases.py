"""The cases of the contracts that EVENTLAB_CONTRACTS names, for every right implementation."""

import os
from importlib import import_module

import pytest
from mutants import Offers

from eventlab.contracts import Contract


def contracts():
    for place in os.environ["EVENTLAB_CONTRACTS"].split():
        module = import_module(f"eventlab.contracts.{place}")
        [contract] = [value for value in vars(module).values() if isinstance(value, Contract)]
        yield contract, import_module(f"mutants.{contract.subject}").IMPLEMENTATIONS


@pytest.mark.parametrize(
    ("contract", "make", "case"),
    [
        pytest.param(contract, make, case, id=f"{contract.subject}-{name}-{case.name}")
        for contract, implementations in contracts()
        for name, make in implementations.items()
        for case in contract.cases
        if case.needs <= getattr(make, "features", case.needs)
    ],
)
def test_contract(contract, make, case, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    [result] = contract.check(make.make if isinstance(make, Offers) else make, only=[case.name])
    assert result.verdict == "holds", result.reason

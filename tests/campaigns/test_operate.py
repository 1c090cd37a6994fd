"""docs/operate.md is done as it is written, on new machines (bare_machine.py says what that needs)."""

from __future__ import annotations

import pytest

from tests.campaigns.roads import ROADS

pytestmark = [pytest.mark.campaign, pytest.mark.in_full]


@pytest.mark.parametrize("road", ROADS)
def test_what_the_page_on_running_the_service_says_works_on_a_new_machine(road, proof):
    proof(ROADS[road]())

"""The ten questions before and after the course, in a real page."""

import re

import pytest
from asking import right
from browsing import page_of, violations
from playwright.sync_api import expect

from eventlab.course.content import lessons

TEST = [question for lesson in lessons() for question in lesson.test]
CELLS = ["from eventlab.course import ten_questions"]
CELLS += [f'ten_questions("{sitting}")' for sitting in ("before", "after")]
BOTH = re.compile("0 of 10 right, after it 10")

pytestmark = pytest.mark.browser


def test_both_sittings_are_taken_and_shown_side_by_side(chromium, tmp_path):
    with page_of(CELLS, tmp_path, chromium, "JupyterLab Dark") as notebook:
        before = notebook.card("Ten questions, before the course")
        for number in range(1, 11):
            expect(before).to_contain_text(f"Question {number} of 10")
            if number > 1:
                expect(before.locator(".heading")).to_be_focused()
            before.get_by_role("button", name="I do not know yet").click()
        expect(before).to_contain_text("0 of 10 right")
        after = notebook.card("Ten questions, after the course")
        for number, question in enumerate(TEST, 1):
            expect(after).to_contain_text(f"Question {number} of 10")
            answer = right(question.variant(1))
            if isinstance(answer, str):
                after.get_by_role("textbox").fill(answer)
            else:
                for option in answer:
                    after.locator(".lettered input").nth(option).click()
            after.get_by_label("Fairly sure").click()
            after.get_by_role("button", name="Next").click()
        expect(after).to_contain_text("10 of 10 right")
        expect(after.get_by_role("img")).to_have_attribute("alt", BOTH)
        assert violations(notebook.page) == []
        assert notebook.errors() == []

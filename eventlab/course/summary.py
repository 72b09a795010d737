"""What a class did: reports on notebooks, and which task and which mistake is common in them."""

from collections import Counter
from collections.abc import Sequence

import msgspec


class TaskReport(msgspec.Struct):
    """What came of one task; `check_notebooks` says what the fields mean."""

    task: str
    title: str
    verdict: str
    stage: str
    mistake: str | None
    message: str


class NotebookReport(msgspec.Struct):
    """What came of one notebook; `check_notebooks` says what the fields mean."""

    notebook: str
    lesson: str | None = None
    trouble: str | None = None
    tasks: list[TaskReport] = []


class MistakeCount(msgspec.Struct):
    """How often a mistake was recognised in a task; None stands for those that were not."""

    mistake: str | None
    times: int


class TaskSummary(msgspec.Struct):
    """How a task went in all notebooks."""

    task: str
    title: str
    passed: int
    failed: int
    not_attempted: int
    mistakes: list[MistakeCount]


class Summary(msgspec.Struct):
    """How many notebooks there are, how many had no verdict, and how each task went."""

    notebooks: int
    troubled: int
    tasks: list[TaskSummary]


def summarise(reports: Sequence[NotebookReport]) -> Summary:
    """Return what the reports have in common, the task that went worst first."""
    by_task: dict[str, list[TaskReport]] = {}
    for report in reports:
        for task in report.tasks:
            by_task.setdefault(task.task, []).append(task)
    tasks = [_task(by_task[id]) for id in sorted(by_task)]
    tasks.sort(key=lambda task: task.passed / len(by_task[task.task]))
    return Summary(len(reports), sum(report.trouble is not None for report in reports), tasks)


def _task(reports: list[TaskReport]) -> TaskSummary:
    verdicts = Counter(report.verdict for report in reports)
    mistakes = Counter(report.mistake for report in reports if report.verdict == "failed")
    ordered = sorted(mistakes.items(), key=lambda item: (-item[1], item[0] or "~"))
    return TaskSummary(
        task=reports[0].task,
        title=reports[0].title,
        passed=verdicts["passed"],
        failed=verdicts["failed"],
        not_attempted=verdicts["not attempted"],
        mistakes=[MistakeCount(mistake, times) for mistake, times in ordered],
    )


def as_text(report: NotebookReport) -> str:
    """Return a report as a learner or an instructor reads it."""
    name = "".join(letter if letter.isprintable() else "?" for letter in report.notebook)
    if report.trouble:
        return f"{name}: {report.trouble}"
    lines = [f"{name} ({report.lesson})"]
    for task in report.tasks:
        lines.append(f"  {task.verdict:<13}  {task.task}: {task.title}")
        if task.verdict != "passed":
            lines += [f"      {line}" for line in task.message.splitlines()]
    return "\n".join(lines)


def summary_as_text(summary: Summary) -> str:
    """Return a summary in a few lines, two a task."""
    without = f", {summary.troubled} without a verdict" if summary.troubled else ""
    lines = [f"{summary.notebooks} notebooks{without}"]
    for task in summary.tasks:
        lines.append(
            f"  {task.task}: {task.passed} passed, {task.failed} failed, "
            f"{task.not_attempted} not attempted"
        )
        if task.mistakes:
            counts = [f"{one.mistake or 'no known mistake'} ({one.times})" for one in task.mistakes]
            lines.append(f"      mistakes: {', '.join(counts)}")
    return "\n".join(lines)

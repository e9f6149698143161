"""The three questions, and what each answer means for the policy. The answer to a later question wins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.model.adoption import Answers, Choice, Question, Setting
from holdfast.model.errors import UsageError

RISK: Final = Question(
    id="risk",
    asks="How much risk can you live with?",
    default="medium",
    choices=(
        Choice(
            word="low",
            says="A leak would hurt badly: money, health, personal data, many customers.",
            settings=(
                Setting(
                    key="preset",
                    value="strict",
                    why="Little risk is acceptable, so more is shown and new medium findings already refuse.",
                ),
            ),
        ),
        Choice(
            word="medium",
            says="A leak would be a bad week.",
            settings=(
                Setting(key="preset", value="balanced", why="Some risk is acceptable, so new high findings refuse."),
            ),
        ),
        Choice(
            word="high",
            says="An experiment, a prototype, nothing to lose yet.",
            settings=(
                Setting(
                    key="preset", value="quiet", why="Much risk is acceptable, so only new critical findings refuse."
                ),
            ),
        ),
    ),
)

RESOURCES: Final = Question(
    id="resources",
    asks="How much time is there to look at findings?",
    default="some",
    choices=(
        Choice(
            word="few",
            says="Nobody has time set aside for it.",
            settings=(
                Setting(
                    key="report.persona",
                    value="regular",
                    why="Few hands: only what a person should act on is shown.",
                ),
                Setting(key="report.confidence", value="high", why="Few hands: guesses stay out of the way."),
                Setting(key="hook.seconds", value=5, why="Few hands: a commit is never held up for long."),
            ),
        ),
        Choice(word="some", says="A few hours a month; the preset decides what is shown."),
        Choice(
            word="many",
            says="Somebody's job.",
            settings=(
                Setting(
                    key="report.persona",
                    value="pedantic",
                    why="Many hands: what is only worth a second look is shown as well.",
                ),
                Setting(key="report.confidence", value="low", why="Many hands: unsure findings are looked at too."),
            ),
        ),
    ),
)

CULTURE: Final = Question(
    id="culture",
    asks="How does the team decide to let a finding be?",
    default="shared",
    choices=(
        Choice(
            word="open",
            says="Everybody decides alone.",
            settings=(
                Setting(
                    key="suppressions.require_reason",
                    value=False,
                    why="People are trusted to ignore a finding without writing down why.",
                ),
                Setting(
                    key="suppressions.allow_blanket",
                    value=True,
                    why="An ignore comment may be short.",
                ),
            ),
        ),
        Choice(
            word="shared",
            says="Whoever decides tells the others why.",
            settings=(
                Setting(
                    key="suppressions.require_reason",
                    value=True,
                    why="The next reader should know why a finding was let be.",
                ),
            ),
        ),
        Choice(
            word="regulated",
            says="Decisions are audited.",
            settings=(
                Setting(key="suppressions.require_reason", value=True, why="An auditor asks why for each exception."),
                Setting(
                    key="suppressions.allow_blanket", value=False, why="An exception names the check that it is for."
                ),
                Setting(key="suppressions.max_days", value=180, why="Exceptions are looked at again twice a year."),
                Setting(key="ledger.record", value=True, why="Each scan leaves evidence in the ledger."),
            ),
        ),
    ),
)

QUESTIONS: Final = (RISK, RESOURCES, CULTURE)


def chosen(answers: Answers) -> Iterator[tuple[Question, Choice]]:
    """Each question with the choice that was made. Raises UsageError with the valid words."""
    for question, word in zip(QUESTIONS, (answers.risk, answers.resources, answers.culture), strict=True):
        choice = next((item for item in question.choices if item.word == word), None)
        if choice is None:
            valid = ", ".join(item.word for item in question.choices)
            raise UsageError(f"{word!r} is no answer about {question.id}", advice=f"Use one of: {valid}.")
        yield question, choice


def settings(answers: Answers) -> dict[str, Setting]:
    """Return what the answers set, by key."""
    return {item.key: item for _, choice in chosen(answers) for item in choice.settings}

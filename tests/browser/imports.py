"""Spreadsheets that a browser uploads to the plan of Glasgow."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import FilePayload, Page

IMPORT = "/cities/glasgow/plan/import/"
HEAD = "Number,Objective,Title,Summary,Due,Milestones,Budget"
LONG = "Counterrevolutionaries of the swimming baths and without a space" + "e" * 60
GOOD = f"""{HEAD}
1,Buildings for those who use them,{LONG},"A lease, then a transfer, then a swim.",31/12/2030,2030-01-02 Doors open,9
,Buildings for those who use them,Lend the empty shops,Ten shops for three years.,,"2030-01-02 Chosen
2030-03-04 Let",
"""
WRONG = f"""{HEAD}
1,Castles,,A lease.,31/02/2030,soon,
7,Buildings for those who use them,Nobody knows it,A lease.,,,
"""


def upload(text: str) -> Callable[[Page], None]:
    """Return an act that uploads a file and waits for what it would change."""

    def act(page: Page) -> None:
        file = FilePayload(name="glasgow-plan.csv", mimeType="text/csv", buffer=text.encode())
        page.get_by_label("Spreadsheet").set_input_files(file)
        page.get_by_role("button", name="Check the file").click()
        page.wait_for_url("**/plan/import/*/")

    return act

import pytest

from portal.supervisor.commands import needs_services, option
from tests.supervisor.conftest import left_over


@pytest.mark.parametrize(
    ("line", "needed"),
    [
        ("manage.py", False),
        ("manage.py help migrate", False),
        ("manage.py --version", False),
        ("manage.py migrate --help", False),
        ("manage.py collectstatic", False),
        ("manage.py check", False),
        ("manage.py check --database default", True),
        ("manage.py migrate", True),
        ("manage.py shell", True),
        ("manage.py serve", True),
    ],
)
def test_needs_services_for_what_works_with_data(line, needed):
    assert needs_services(line.split()) is needed


@pytest.mark.parametrize("line", ["serve --port 81", "serve --port=81"])
def test_option_reads_both_spellings(line):
    assert option(line.split(), "--port") == "81"


def test_option_without_value_is_none():
    assert option(["serve", "--port"], "--port") is None


def test_a_command_stops_the_services_it_started(portal, var):
    process = portal.command("migrate", "--verbosity", "0")
    text, _ = process.communicate(timeout=60)

    assert process.returncode == 0, text
    assert (var / "postgres" / "PG_VERSION").exists()
    assert left_over(var) == []


def test_a_command_without_data_makes_no_var(portal, var):
    process = portal.command("help")
    process.communicate(timeout=60)

    assert process.returncode == 0
    assert not var.exists()


def test_a_failed_command_keeps_its_exit_code(portal):
    process = portal.command("migrate", "nothing")
    text, _ = process.communicate(timeout=60)

    assert process.returncode == 1
    assert "No installed app" in text

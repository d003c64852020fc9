import os

from portal.supervisor.sources import Sources


def test_sources_notice_new_changed_and_removed_files_once(tmp_path):
    (tmp_path / "portal").mkdir()
    file = tmp_path / "portal" / "room.py"
    sources = Sources(tmp_path)
    assert not sources.have_changed()

    file.write_text("")
    assert sources.have_changed()
    assert not sources.have_changed()

    os.utime(file, ns=(1, 1))
    assert sources.have_changed()

    file.unlink()
    assert sources.have_changed()

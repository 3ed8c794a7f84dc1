from attack.malformed_files import MAKERS, hostile_files


def test_each_kind_of_hostile_file_is_made_in_turn():
    files = list(hostile_files(3, seed=1))
    assert [file.kind for file in files] == list(MAKERS)[:3]
    assert all(file.content for file in files)

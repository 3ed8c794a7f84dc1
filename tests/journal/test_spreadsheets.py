from journal.tabs import spreadsheets


def test_there_is_none_at_first(journal):
    with journal.read() as connection:
        assert spreadsheets.current_key(connection) == ""
        assert spreadsheets.current_key(connection, "theirs") == "theirs"


def test_last_one_in_use_counts_where_the_environment_names_none(journal):
    with journal.write() as connection:
        spreadsheets.use(connection, "first")
        spreadsheets.use(connection, "second")
        assert spreadsheets.current_key(connection) == "second"
        assert spreadsheets.current_key(connection, "first") == "first"


def test_one_that_was_brought_back_leads_to_the_newest(journal):
    with journal.write() as connection:
        spreadsheets.use(connection, "first")
        spreadsheets.use(connection, "second", in_place_of="first")
        spreadsheets.use(connection, "third", in_place_of="second")
        for named in ("", "first", "second", "third"):
            assert spreadsheets.current_key(connection, named) == "third"


def test_one_that_was_left_and_is_used_again_leads_nowhere_else(journal):
    with journal.write() as connection:
        spreadsheets.use(connection, "second", in_place_of="first")
        spreadsheets.use(connection, "first", in_place_of="second")
        for named in ("", "first", "second"):
            assert spreadsheets.current_key(connection, named) == "first"


def test_one_that_only_the_environment_named_is_left_as_well(journal):
    with journal.write() as connection:
        spreadsheets.use(connection, "second", in_place_of="theirs")
        assert spreadsheets.current_key(connection, "theirs") == "second"

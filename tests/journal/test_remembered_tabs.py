from journal.tabs import remembered_tabs

SHAPE = {
    "title": "Municipios",
    "places": [{"name": "name", "width": 120, "format": None}],
}


def test_nothing_is_remembered_of_a_tab_that_was_never_seen(journal):
    with journal.read() as connection:
        assert remembered_tabs.shapes(connection) == {}
        assert remembered_tabs.read_columns(connection) == {}


def test_shape_and_read_columns_are_kept_apart(journal):
    with journal.write() as connection:
        remembered_tabs.keep_shape(connection, "towns", SHAPE)
        remembered_tabs.keep_read_columns(connection, "people", ["name"])
        assert remembered_tabs.shapes(connection) == {"towns": SHAPE}
        assert remembered_tabs.read_columns(connection) == {"people": ["name"]}


def test_later_ones_take_their_place_and_leave_the_other(journal):
    with journal.write() as connection:
        remembered_tabs.keep_shape(connection, "towns", SHAPE)
        remembered_tabs.keep_read_columns(connection, "towns", ["name"])
        remembered_tabs.keep_shape(connection, "towns", {**SHAPE, "title": "Pueblos"})
        remembered_tabs.keep_read_columns(connection, "towns", [])
        assert remembered_tabs.shapes(connection) == {
            "towns": {**SHAPE, "title": "Pueblos"}
        }
        assert remembered_tabs.read_columns(connection) == {"towns": []}

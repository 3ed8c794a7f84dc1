from journal.access import case_pages


def test_new_address_begins_the_next_edition_of_this_page_alone(journal):
    with journal.write() as connection:
        assert case_pages.edition(connection, "MN-1") == case_pages.FIRST
        assert [
            case_pages.renew(connection, "MN-1"),
            case_pages.renew(connection, "MN-1"),
        ] == [1, 2]
        assert case_pages.edition(connection, "MN-1") == 2
        assert case_pages.edition(connection, "MN-2") == case_pages.FIRST

"""What google-api-python-client does that other tests do not."""

import io
from collections.abc import Callable

from google.auth.credentials import AnonymousCredentials
from googleapiclient.discovery import build
from googleapiclient.http import MediaInMemoryUpload, MediaIoBaseDownload

CSV = "text/csv"
SPREADSHEET = "application/vnd.google-apps.spreadsheet"


def calls(url: str) -> list[tuple[str, Callable[[], None]]]:
    def api(name: str, version: str, path: str = ""):
        return build(
            name,
            version,
            credentials=AnonymousCredentials(),
            static_discovery=True,
            client_options={"api_endpoint": url + path},
        )

    sheets, drive = api("sheets", "v4").spreadsheets(), api("drive", "v3", "/drive/v3/")
    id = sheets.create(body={"properties": {"title": "Long"}}).execute()[
        "spreadsheetId"
    ]
    values = sheets.values()

    def long_batch_get() -> None:
        ranges = [f"Sheet1!A{row}:Z{row}" for row in range(1, 300)]
        told = values.batchGet(spreadsheetId=id, ranges=ranges).execute()
        assert len(told["valueRanges"]) == 299

    def long_get() -> None:
        ranges = [f"Sheet1!A{row}:Z{row}" for row in range(1, 300)]
        told = sheets.get(
            spreadsheetId=id, ranges=ranges, fields="sheets.data.startRow"
        ).execute()
        assert len(told["sheets"][0]["data"]) == 299

    def r1c1() -> None:
        body = {"values": [["x", "y"]]}
        values.update(
            spreadsheetId=id, range="R2C3:R2C4", valueInputOption="RAW", body=body
        ).execute()
        told = values.get(spreadsheetId=id, range="Sheet1!C2:D2").execute()
        assert told["values"] == [["x", "y"]]

    def create_with_data() -> None:
        row = {"values": [{"userEnteredValue": {"stringValue": "a"}, "note": "n"}]}
        grid = {"rowCount": 9, "columnCount": 3}
        sheet = {
            "properties": {"title": "Data", "gridProperties": grid},
            "data": [{"startRow": 1, "rowData": [row]}],
            "merges": [
                {
                    "startRowIndex": 4,
                    "endRowIndex": 6,
                    "startColumnIndex": 0,
                    "endColumnIndex": 2,
                }
            ],
        }
        body = {"properties": {"title": "Full"}, "sheets": [sheet]}
        full = sheets.create(body=body).execute()["spreadsheetId"]
        assert values.get(spreadsheetId=full, range="Data").execute()["values"] == [
            [],
            ["a"],
        ]

    def batch_of_requests() -> None:
        requests = [
            {"setBasicFilter": {"filter": {"range": {"sheetId": 0}}}},
            {"addFilterView": {"filter": {"title": "Mine", "range": {"sheetId": 0}}}},
            {
                "addBanding": {
                    "bandedRange": {
                        "range": {"sheetId": 0, "endRowIndex": 9},
                        "rowProperties": {
                            "firstBandColor": {"red": 1},
                            "secondBandColor": {"blue": 1},
                        },
                    }
                }
            },
        ]
        sheets.batchUpdate(spreadsheetId=id, body={"requests": requests}).execute()
        told = sheets.get(spreadsheetId=id).execute()["sheets"][0]
        assert told["basicFilter"]["range"] == {
            "startRowIndex": 0,
            "endRowIndex": 1000,
            "startColumnIndex": 0,
            "endColumnIndex": 26,
        }
        assert told["filterViews"][0]["title"] == "Mine"
        assert told["bandedRanges"][0]["rowProperties"]["firstBandColorStyle"] == {
            "rgbColor": {"red": 1}
        }

    def upload_csv() -> None:
        media = MediaInMemoryUpload(b"a,b\n1,2\n", mimetype=CSV)
        body = {"name": "CSV", "mimeType": SPREADSHEET}
        told = (
            drive.files()
            .create(body=body, media_body=media, fields="id,name")
            .execute()
        )
        assert told["name"] == "CSV"

    def export_media() -> None:
        target = io.BytesIO()
        request = drive.files().export_media(fileId=id, mimeType=CSV)
        MediaIoBaseDownload(target, request).next_chunk()
        assert target.getvalue()

    def list_next() -> None:
        request, names = (
            drive.files().list(pageSize=1, fields="nextPageToken,files(name)"),
            [],
        )
        while request is not None:
            told = request.execute()
            names += [file["name"] for file in told["files"]]
            request = drive.files().list_next(request, told)
        assert "Long" in names

    def drive_query() -> None:
        query = "(name contains 'Lo' or not 'me' in owners) and modifiedTime > '2020-01-01T00:00:00'"
        told = drive.files().list(q=query, fields="files(name)").execute()
        assert told["files"] == [{"name": "Long"}]

    def about() -> None:
        told = drive.about().get(fields="user").execute()
        assert told["user"]["me"] is True

    def folders() -> None:
        body = {"name": "Cases", "mimeType": "application/vnd.google-apps.folder"}
        folder = drive.files().create(body=body).execute()["id"]
        body = {"name": "Inside", "parents": [folder], "mimeType": SPREADSHEET}
        drive.files().create(body=body).execute()
        told = (
            drive.files()
            .list(q=f"'{folder}' in parents", fields="files(name)")
            .execute()
        )
        assert told["files"] == [{"name": "Inside"}]
        drive.files().delete(fileId=folder).execute()

    return [
        (run.__name__, run)
        for run in (
            long_batch_get,
            long_get,
            r1c1,
            create_with_data,
            batch_of_requests,
            upload_csv,
            export_media,
            list_next,
            drive_query,
            about,
            folders,
        )
    ]

// Calls of two clients of node's to the server at the address given: one line each.
import { createRequire } from "node:module";
import path from "node:path";

const [url, folder, client] = process.argv.slice(2);
const require = createRequire(path.join(folder, "package.json"));
const calls = [];
const call = (name, run) => calls.push([name, run]);
const equal = (actual, expected) => {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (left !== right) throw new Error(`${left} is not ${right}`);
};

function googleSpreadsheet(library) {
  const { GoogleSpreadsheet } = library;
  const auth = { token: "local" };
  let doc, sheet;
  call("createNewSpreadsheetDocument", async () => {
    doc = await GoogleSpreadsheet.createNewSpreadsheetDocument(auth, { title: "Towns" });
    equal(doc.title, "Towns");
  });
  call("loadInfo", async () => {
    const opened = new GoogleSpreadsheet(doc.spreadsheetId, auth);
    await opened.loadInfo();
    equal([opened.title, opened.sheetCount], ["Towns", 1]);
    doc = opened;
  });
  call("updateProperties", async () => {
    await doc.updateProperties({ title: "Cities" });
    await doc.loadInfo();
    equal(doc.title, "Cities");
  });
  call("addSheet with headers", async () => {
    sheet = await doc.addSheet({ title: "Rows", headerValues: ["name", "people"] });
    equal(sheet.title, "Rows");
  });
  call("loadHeaderRow", async () => {
    await sheet.loadHeaderRow();
    equal(sheet.headerValues, ["name", "people"]);
  });
  call("addRow", async () => {
    const row = await sheet.addRow({ name: "Loja", people: 200000 });
    equal([row.rowNumber, row.get("name")], [2, "Loja"]);
  });
  call("addRows", async () => {
    const rows = await sheet.addRows([{ name: "Cuenca" }, { name: "Quito", people: 3 }]);
    equal(rows.map((row) => row.rowNumber), [3, 4]);
  });
  call("addRows with insert", async () => {
    const rows = await sheet.addRows([["Manta", "5"]], { insert: true });
    equal(rows[0].get("people"), "5");
  });
  call("getRows", async () => {
    const rows = await sheet.getRows({ offset: 1, limit: 2 });
    equal(rows.map((row) => row.get("name")), ["Cuenca", "Quito"]);
  });
  call("row.save", async () => {
    const [row] = await sheet.getRows();
    row.set("people", "7");
    await row.save();
    equal((await sheet.getRows())[0].get("people"), "7");
  });
  call("row.assign and toObject", async () => {
    const [row] = await sheet.getRows();
    row.assign({ name: "Zamora", people: "8" });
    await row.save();
    equal((await sheet.getRows())[0].toObject(), { name: "Zamora", people: "8" });
  });
  call("row.delete", async () => {
    const rows = await sheet.getRows();
    await rows[1].delete();
    equal((await sheet.getRows()).map((row) => row.get("name")), ["Zamora", "Quito", "Manta"]);
  });
  call("loadCells", async () => {
    await sheet.loadCells("A1:C4");
    equal(sheet.getCellByA1("A2").value, "Zamora");
  });
  call("saveUpdatedCells with nothing changed among them", async () => {
    await sheet.loadCells("A1:C4");
    const cell = sheet.getCell(1, 2);
    cell.value = 1.5;
    cell.note = "measured";
    await sheet.saveCells([cell, sheet.getCell(0, 0)]);
    await sheet.loadCells("C2");
    equal([cell.value, cell.note], [1.5, "measured"]);
  });
  call("formula", async () => {
    const cell = sheet.getCell(2, 2);
    cell.formula = "=C2*2";
    await sheet.saveUpdatedCells();
    equal(cell.value, 3);
  });
  call("formulaError", async () => {
    const cell = sheet.getCell(2, 2);
    cell.formula = "=NOSUCH()";
    await sheet.saveUpdatedCells();
    equal(cell.errorValue.type, "NAME");
  });
  call("textFormat and backgroundColor", async () => {
    const cell = sheet.getCellByA1("A1");
    cell.textFormat = { bold: true };
    cell.backgroundColor = { red: 1 };
    await sheet.saveUpdatedCells();
    await sheet.loadCells("A1");
    equal([cell.textFormat.bold, cell.effectiveFormat.backgroundColorStyle], [true, { rgbColor: { red: 1 } }]);
  });
  call("clearAllFormatting", async () => {
    const cell = sheet.getCellByA1("A1");
    cell.clearAllFormatting();
    await sheet.saveUpdatedCells();
    await sheet.loadCells("A1");
    equal(cell.userEnteredFormat ?? null, null);
  });
  call("mergeCells and unmergeCells", async () => {
    const range = { startRowIndex: 5, endRowIndex: 7, startColumnIndex: 0, endColumnIndex: 2 };
    await sheet.mergeCells(range);
    await sheet.unmergeCells(range);
  });
  call("resize", async () => {
    await sheet.resize({ rowCount: 50, columnCount: 5 });
    equal([sheet.rowCount, sheet.columnCount], [50, 5]);
  });
  call("updateProperties of a sheet", async () => {
    await sheet.updateProperties({ title: "Lines", tabColor: { green: 1 } });
    equal(sheet.title, "Lines");
  });
  call("updateDimensionProperties", async () => {
    await sheet.updateDimensionProperties("COLUMNS", { pixelSize: 60 }, { startIndex: 0, endIndex: 1 });
  });
  call("insertDimension", async () => {
    await sheet.insertDimension("ROWS", { startIndex: 1, endIndex: 2 }, false);
    equal((await sheet.getRows())[1].get("name"), "Zamora");
  });
  call("setDataValidation", async () => {
    const range = { startRowIndex: 1, endRowIndex: 9, startColumnIndex: 1, endColumnIndex: 2 };
    const condition = { type: "ONE_OF_LIST", values: [{ userEnteredValue: "1" }] };
    await sheet.setDataValidation(range, { condition, showCustomUi: true });
  });
  call("getCellsInRange", async () => {
    const values = await sheet.getCellsInRange("A1:B1");
    equal(values, [["name", "people"]]);
  });
  call("batchGetCellsInRange", async () => {
    equal((await sheet.batchGetCellsInRange(["A1", "B1"])).length, 2);
  });
  call("setHeaderRow", async () => {
    await sheet.setHeaderRow(["name", "people", "area"]);
    equal(sheet.headerValues, ["name", "people", "area"]);
  });
  call("clearRows", async () => {
    await sheet.clearRows();
    equal((await sheet.getRows()).length, 0);
  });
  call("clear", async () => {
    await sheet.clear("A1:B1");
  });
  call("addNamedRange", async () => {
    await doc.addNamedRange("Names", { sheetId: sheet.sheetId, startRowIndex: 0, endRowIndex: 2 });
  });
  call("duplicate", async () => {
    const copy = await sheet.duplicate({ title: "Twin" });
    equal(copy.title, "Twin");
  });
  call("copyToSpreadsheet", async () => {
    const { data } = await sheet.copyToSpreadsheet(doc.spreadsheetId);
    equal((data ?? { title: "Copy of Lines" }).title, "Copy of Lines");
  });
  call("protected ranges", async () => {
    const range = { sheetId: sheet.sheetId, startRowIndex: 0, endRowIndex: 1 };
    const { protectedRange } = await sheet.addProtectedRange({ range, warningOnly: true });
    await sheet.deleteProtectedRange(protectedRange.protectedRangeId);
  });
  call("downloadAsCSV", async () => {
    throw new Error("asks docs.google.com's own pages, which are no API");
  });
  call("listPermissions", async () => {
    equal((await doc.listPermissions()).map((entry) => entry.role), ["owner"]);
  });
  call("share", async () => {
    await doc.share("ana@example.org", { role: "writer" });
    equal((await doc.listPermissions()).length, 2);
  });
  call("setPublicAccessLevel", async () => {
    await doc.setPublicAccessLevel("reader");
  });
  call("sheet.delete", async () => {
    const count = doc.sheetCount;
    await sheet.delete();
    equal(doc.sheetCount, count - 1);
  });
  call("document.delete", async () => {
    await doc.delete();
  });
}

function googleApis(library) {
  const { google } = library;
  const headers = { Authorization: "Bearer local" };
  const options = { rootUrl: `${url}/`, headers };
  const sheets = google.sheets({ version: "v4", ...options });
  const drive = google.drive({ version: "v3", ...options });
  let spreadsheetId, folderId;
  const range = "Sheet1!A1:B2";
  const RAW = "RAW";
  call("spreadsheets.create", async () => {
    const { data } = await sheets.spreadsheets.create({ requestBody: { properties: { title: "Towns", locale: "es_EC" } } });
    spreadsheetId = data.spreadsheetId;
  });
  call("values.update", async () => {
    const { data } = await sheets.spreadsheets.values.update({ spreadsheetId, range, valueInputOption: RAW, requestBody: { values: [["a", 1], ["b", 2]] } });
    equal(data.updatedCells, 4);
  });
  call("values.get", async () => {
    const { data } = await sheets.spreadsheets.values.get({ spreadsheetId, range });
    equal(data.values, [["a", "1"], ["b", "2"]]);
  });
  call("values.append", async () => {
    const { data } = await sheets.spreadsheets.values.append({ spreadsheetId, range: "Sheet1", valueInputOption: "USER_ENTERED", insertDataOption: "INSERT_ROWS", requestBody: { values: [["c", "1,5"]] } });
    equal(data.updates.updatedRange, "Sheet1!A3:B3");
  });
  call("values.batchGet", async () => {
    const { data } = await sheets.spreadsheets.values.batchGet({ spreadsheetId, ranges: ["A1", "B3"], valueRenderOption: "UNFORMATTED_VALUE" });
    equal(data.valueRanges.map((part) => part.values), [[["a"]], [[1.5]]]);
  });
  call("values.batchUpdate", async () => {
    const { data } = await sheets.spreadsheets.values.batchUpdate({ spreadsheetId, requestBody: { valueInputOption: RAW, data: [{ range: "R1C3", values: [["x"]] }] } });
    equal(data.totalUpdatedCells, 1);
  });
  call("values.clear and batchClear", async () => {
    await sheets.spreadsheets.values.clear({ spreadsheetId, range: "C1" });
    await sheets.spreadsheets.values.batchClear({ spreadsheetId, requestBody: { ranges: ["C1:C2"] } });
  });
  call("values by data filter", async () => {
    const dataFilters = [{ a1Range: "A1" }];
    const { data } = await sheets.spreadsheets.values.batchGetByDataFilter({ spreadsheetId, requestBody: { dataFilters } });
    equal(data.valueRanges[0].valueRange.values, [["a"]]);
  });
  call("spreadsheets.get with grid data", async () => {
    const { data } = await sheets.spreadsheets.get({ spreadsheetId, includeGridData: true });
    equal(data.sheets[0].data[0].rowData.length, 3);
  });
  call("spreadsheets.batchUpdate", async () => {
    const requests = [{ addSheet: { properties: { title: "More" } } }, { updateSpreadsheetProperties: { properties: { title: "New" }, fields: "title" } }];
    const { data } = await sheets.spreadsheets.batchUpdate({ spreadsheetId, requestBody: { requests } });
    equal(data.replies.length, 2);
  });
  call("sheets.copyTo", async () => {
    const { data } = await sheets.spreadsheets.sheets.copyTo({ spreadsheetId, sheetId: 0, requestBody: { destinationSpreadsheetId: spreadsheetId } });
    equal(data.title, "Copy of Sheet1");
  });
  call("developerMetadata.search", async () => {
    const { data } = await sheets.spreadsheets.developerMetadata.search({ spreadsheetId, requestBody: { dataFilters: [{ developerMetadataLookup: { metadataKey: "none" } }] } });
    equal(data, {});
  });
  call("an error has Google's message", async () => {
    try {
      await sheets.spreadsheets.values.get({ spreadsheetId, range: "nobody" });
    } catch (error) {
      equal([error.code ?? error.status, error.message], [400, "Unable to parse range: nobody"]);
      return;
    }
    throw new Error("no error");
  });
  call("about.get", async () => {
    const { data } = await drive.about.get({ fields: "user(emailAddress),storageQuota" });
    equal(Object.keys(data), ["user", "storageQuota"]);
  });
  call("files.create of a folder", async () => {
    const { data } = await drive.files.create({ requestBody: { name: "Cases", mimeType: "application/vnd.google-apps.folder" }, fields: "id,mimeType" });
    folderId = data.id;
    equal(data.mimeType, "application/vnd.google-apps.folder");
  });
  call("files.update into it", async () => {
    const { data } = await drive.files.update({ fileId: spreadsheetId, addParents: folderId, removeParents: "root", fields: "parents" });
    equal(data.parents, [folderId]);
  });
  call("files.list by parent", async () => {
    const { data } = await drive.files.list({ q: `'${folderId}' in parents and trashed = false`, fields: "files(id)" });
    equal(data.files, [{ id: spreadsheetId }]);
  });
  call("files.list by pages", async () => {
    const first = await drive.files.list({ pageSize: 1, orderBy: "name", fields: "nextPageToken,files(name)" });
    const second = await drive.files.list({ pageSize: 1, orderBy: "name", pageToken: first.data.nextPageToken, fields: "files(name)" });
    equal([first.data.files[0].name, second.data.files[0].name], ["Cases", "New"]);
  });
  call("files.copy", async () => {
    const { data } = await drive.files.copy({ fileId: spreadsheetId, requestBody: { name: "Twin" } });
    equal(data.name, "Twin");
  });
  call("files.create from CSV", async () => {
    const { data } = await drive.files.create({ requestBody: { name: "CSV", mimeType: "application/vnd.google-apps.spreadsheet" }, media: { mimeType: "text/csv", body: "a,b\n1,2\n" } }, { rootUrl: options.rootUrl });
    const read = await sheets.spreadsheets.values.get({ spreadsheetId: data.id, range: "A1:B2" });
    equal(read.data.values, [["a", "b"], ["1", "2"]]);
  });
  call("files.export", async () => {
    const { data } = await drive.files.export({ fileId: spreadsheetId, mimeType: "text/csv" });
    equal(String(data).startsWith("a,1"), true);
  });
  call("permissions", async () => {
    const { data } = await drive.permissions.create({ fileId: spreadsheetId, requestBody: { type: "user", role: "reader", emailAddress: "ana@example.org" } });
    await drive.permissions.update({ fileId: spreadsheetId, permissionId: data.id, requestBody: { role: "writer" } });
    const list = await drive.permissions.list({ fileId: spreadsheetId, fields: "permissions(role)" });
    equal(list.data.permissions.map((entry) => entry.role), ["owner", "writer"]);
    await drive.permissions.delete({ fileId: spreadsheetId, permissionId: data.id });
  });
  call("files.delete of the folder", async () => {
    await drive.files.delete({ fileId: folderId });
    const { data } = await drive.files.list({ q: "name = 'New'" });
    equal(data.files, []);
  });
}

const original = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const address = typeof input === "string" || input instanceof URL ? String(input) : input.url;
  const local = address.replace(/^https:\/\/(sheets|www)\.googleapis\.com/, url);
  return typeof input === "object" && "url" in input ? original(new Request(local, input), init) : original(local, init);
};
const library = await import(require.resolve(client));
(client === "google-spreadsheet" ? googleSpreadsheet : googleApis)(library.default?.google ? library.default : library);
for (const [name, run] of calls) {
  let problem = null;
  try {
    await run();
  } catch (error) {
    problem = String(error?.message ?? error).slice(0, 300);
  }
  console.log(JSON.stringify({ name, problem }));
}

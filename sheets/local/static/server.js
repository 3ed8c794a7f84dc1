// Asks the server. Every answer is {ok, status, ...body}; no answer at all is {ok: false, status: 0}.
const id = document.body.dataset.id;

async function ask(path, options) {
  try {
    const answer = await fetch(`/sheet/${id}/${path}`, options);
    const body = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
    return { ...body, ok: answer.ok, status: answer.status };
  } catch {
    return { ok: false, status: 0 };
  }
}

export const version = () => ask("version");
export const tab = (gid, first = "") => ask(`data?gid=${gid ?? ""}&first=${first}`);
export const csv = (gid) => `/sheet/${id}/${gid}/download.csv`;
export const send = (path, body) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

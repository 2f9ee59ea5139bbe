"use strict";
(() => {
  const get = (id) => document.getElementById(id);
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  // What only works with this script is made by it: it needs no place in thousands of pages.
  const make = (name, given = {}, ...children) => {
    const element = document.createElement(name);
    for (const key in given) element.setAttribute(key, given[key]);
    element.append(...children);
    return element;
  };
  const said = document.body.appendChild(make("p", { id: "said", class: "unseen", role: "status" }));
  const say = (text) => { said.textContent = text; };
  const value = (id) => (get(id) ? get(id).value : "");

  // The choice between light and dark stays, where the browser lets it.
  const remember = (theme) => { try { localStorage.setItem("docparity-theme", theme); } catch { /* not here */ } };
  const known = () => { try { return localStorage.getItem("docparity-theme"); } catch { return null; } };
  const root = document.documentElement;
  if (known()) root.dataset.theme = known();
  const theme = make("button", { id: "theme", type: "button" }, "Light or dark");
  document.querySelector("nav")?.append(" ", theme);
  theme.addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    remember(root.dataset.theme);
  });

  // A facet is locale/kind/severity; an element is shown if one of its facets fits.
  const fits = (facets, wanted) => facets.split(" ").some((facet) => {
    const parts = facet.split("/");
    return wanted.every((want, at) => !want || want === parts[at]);
  });
  const wanted = () => [value("locale"), value("kind"), value("severity")];

  const list = get("list");
  if (list) {
    const entries = all("li", list).map((entry) => ({ entry, title: entry.textContent.toLowerCase(), facets: entry.dataset.f }));
    const apply = () => {
      const words = value("q").toLowerCase();
      const want = wanted();
      const any = want.some(Boolean);
      let shown = 0;
      for (const { entry, title, facets } of entries) {
        entry.hidden = !(title.includes(words) && (!any || fits(facets, want)));
        shown += entry.hidden ? 0 : 1;
      }
      get("shown").textContent = `${shown.toLocaleString("en")} of ${entries.length.toLocaleString("en")} topics`;
    };
    get("filter").addEventListener("input", apply);
    get("filter").addEventListener("reset", () => setTimeout(apply));
    get("filter").addEventListener("submit", (event) => event.preventDefault());
    for (const link of all("[data-kind]")) {
      link.addEventListener("click", () => {
        get("kind").value = link.dataset.kind;
        get("locale").value = link.dataset.locale;
        apply();
      });
    }
    apply();
  }

  // The lines of a row's cells stand in the row, which makes the file much shorter.
  for (const row of all(".rows tr[data-n]")) {
    const cells = all("td:not(.none)", row);
    const lines = row.dataset.n.split(" ");
    if (cells.length === 1) cells[0].dataset.n = Array.from(new Set(lines)).join(" ");
    else cells.forEach((cell, at) => { cell.dataset.n = lines[at]; });
  }

  const findings = all(".notes li, .found li");
  const locale = (finding) => finding.querySelector("span").textContent;
  const facet = (finding) => `${locale(finding)}/${finding.dataset.k}/${finding.firstElementChild.textContent}`;
  const rows = document.querySelector("table.rows");
  if (findings.length && !get("filter")) {
    const choice = (id, label, options) => {
      const select = make("select", { id }, make("option", { value: "" }, "all"), ...options.map((name) => make("option", {}, name)));
      return make("label", {}, `${label} `, select);
    };
    const names = (of) => Array.from(new Set(findings.map(of))).sort();
    const key = (name) => make("kbd", {}, name);
    const form = make("form", { id: "filter", class: "filter", role: "search", "aria-label": "Findings" },
      choice("kind", "Kind", names((finding) => finding.dataset.k)),
      choice("severity", "Severity", ["error", "warning", "note"]),
      choice("locale", "Locale", names(locale)),
      make("label", {}, make("input", { type: "checkbox", id: "only" }), " only rows with findings"),
      make("button", { type: "reset" }, "Show all"),
      make("output", { id: "shown" }),
      make("span", { class: "keys" }, key("j"), " ", key("n"), " next finding, ", key("k"), " ", key("p"), " the one before"));
    document.querySelector(".pages").after(form);
  }
  // Each finding leads to itself, so that its address can be copied.
  for (const finding of findings) finding.children[1].href = `#${finding.id}`;
  const only = get("only");
  const visible = () => findings.filter((finding) => !finding.closest("[hidden]"));
  if (only && rows) {
    const apply = () => {
      const want = wanted();
      for (const finding of findings) finding.hidden = !fits(facet(finding), want);
      for (const row of all("tr.found", rows)) {
        const any = all("li", row).some((finding) => !finding.hidden);
        row.hidden = !any;
      }
      for (const row of all("tbody tr:not(.found)", rows)) {
        const next = row.nextElementSibling;
        row.hidden = only.checked && !(next && next.classList.contains("found") && !next.hidden);
      }
      get("shown").textContent = `${visible().length} of ${findings.length} findings`;
    };
    get("filter").addEventListener("input", apply);
    get("filter").addEventListener("reset", () => setTimeout(apply));
    get("filter").addEventListener("submit", (event) => event.preventDefault());
    // A link to something that a filter hides shows it.
    const reveal = () => {
      const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (target && target.closest("[hidden]")) { get("filter").reset(); setTimeout(() => target.scrollIntoView()); }
      const at = findings.indexOf(target);
      if (at >= 0) { mark(target); setTimeout(() => target.scrollIntoView({ block: "center", behavior: "instant" })); }
    };
    addEventListener("hashchange", reveal);
    apply();
    setTimeout(reveal);
  }

  let current = null;
  const mark = (finding) => {
    current?.classList.remove("at");
    current = finding;
    finding.classList.add("at");
  };
  const jump = (step) => {
    const shown = visible();
    if (!shown.length) return;
    let at = shown.indexOf(current);
    if (at < 0) {
      const below = shown.findIndex((finding) => finding.getBoundingClientRect().top > 60);
      at = step > 0 ? (below < 0 ? shown.length : below) - 1 : (below < 0 ? shown.length : below);
    }
    const finding = shown[(at + step + shown.length) % shown.length];
    mark(finding);
    finding.tabIndex = -1;
    finding.scrollIntoView({ block: "center" });
    finding.focus({ preventScroll: true });
    try { history.replaceState(null, "", `#${finding.id}`); } catch { /* from a file, some browsers do not */ }
    say(`${shown.indexOf(finding) + 1} of ${shown.length}`);
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    if (event.key === "j" || event.key === "n") jump(1);
    else if (event.key === "k" || event.key === "p") jump(-1);
    else if (event.key === "]") document.querySelector("a[rel=next]")?.click();
    else if (event.key === "[") document.querySelector("a[rel=prev]")?.click();
    else return;
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("li > button");
    if (!button) return;
    // The path of a locale's page stands on top of its topic.
    const place = button.textContent.match(/^([A-Za-z0-9-]+):(\d+)$/);
    const page = place && all(".pages li", button.closest("article")).find((page) => page.firstElementChild.textContent === place[1]);
    const path = page?.querySelector("code");
    const folder = path?.closest("ul").dataset.root ?? "";
    const text = path ? `${folder}${path.textContent}:${place[2]}` : button.textContent;
    const done = () => say(`Copied ${text}`);
    const select = () => {
      button.textContent = text;
      getSelection().selectAllChildren(button);
      if (document.execCommand("copy")) done();
    };
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, select);
    else select();
  });

  const claims = get("claims");
  if (claims) {
    const link = make("a", { href: `../matrix.html#${encodeURIComponent(document.title)}` }, "All claims of this topic");
    claims.append(make("p", {}, link));
  }

  for (const table of all("table.sortable")) {
    all("thead th", table).forEach((head, column) => {
      const button = make("button", { type: "button" }, head.textContent);
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") !== "ascending";
        all("thead th", table).forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const body = table.tBodies[0];
        const text = (row) => row.cells[column].textContent;
        const sorted = Array.from(body.rows).sort((a, b) => text(a).localeCompare(text(b), undefined, { numeric: true }));
        body.append(...(up ? sorted : sorted.reverse()));
      });
    });
  }

  // The matrix of the whole set: rows are made as they are asked for.
  const matrix = get("set");
  const states = ["present", "missing", "negated", "changed", "unsure", "no page"];
  const classes = ["", "m", "m", "c", "c", "o"];
  // A row is [kind, value, place, "0010"]: the row of the topic's page in which all
  // stand that make the claim, and a state a locale (left out where all make it);
  // else [kind, value, [cell, cell, …]], where a cell is a state, or [state, place,
  // other value]. A number as a value counts in `values`.
  const unpacked = ({ values, rows }, locales) => {
    const all = "0".repeat(locales.length);
    const cells = (what, said) => (Array.isArray(what)
      ? what.map((cell) => (Array.isArray(cell) ? cell : [cell]))
      : Array.from(said ?? all, (state) => (state === "0" ? [0, what] : [Number(state)])));
    const unpack = (topic) => ([kind, value, what, said]) => [kind, typeof value === "number" ? values[value] : value, topic, cells(what, said)];
    return rows.flatMap((of, topic) => of.map(unpack(topic)));
  };
  const start = () => {
    const { kinds, topics } = window.docparityMatrix;
    const locales = all("#locale option").slice(1).map((option) => option.value);
    const rows = unpacked(window.docparityMatrix, locales);
    const body = matrix.tBodies[0];
    let chosen = rows;
    let shown = 0;
    let order = null;
    const differs = (row) => row[3].some((cell) => cell[0] > 0 && cell[0] < 5);
    const add = (number) => {
      const fragment = document.createDocumentFragment();
      for (const row of chosen.slice(shown, shown + number)) {
        const line = document.createElement("tr");
        const cell = (text, address, name) => {
          const td = document.createElement("td");
          if (name) td.className = name;
          const into = address ? td.appendChild(document.createElement("a")) : td;
          if (address) into.href = address;
          into.textContent = text;
          line.append(td);
        };
        const title = topics[row[2]][0];
        const address = `topics/${topics[row[2]][1]}.html`;
        cell(kinds[row[0]]);
        cell(row[1]);
        cell(title, address);
        for (const [state, place, other] of row[3]) {
          const words = other ? `changed: ${other}` : states[state];
          cell(words, place >= 0 ? `${address}#r${place}` : "", classes[state]);
        }
        fragment.append(line);
      }
      body.append(fragment);
      shown = Math.min(shown + number, chosen.length);
      get("shown").textContent = `${shown.toLocaleString("en")} of ${chosen.length.toLocaleString("en")} claims`;
      get("more").hidden = shown >= chosen.length;
    };
    const apply = () => {
      const words = value("q").toLowerCase();
      const kind = kinds.indexOf(value("kind"));
      const state = states.indexOf(value("state"));
      const locale = locales.indexOf(value("locale"));
      chosen = rows.filter((row) => (kind < 0 || row[0] === kind)
        && (!only.checked || differs(row))
        && (state < 0 || (locale < 0 ? row[3].some((cell) => cell[0] === state) : row[3][locale][0] === state))
        && (!words || row[1].toLowerCase().includes(words) || topics[row[2]][0].toLowerCase().includes(words)));
      if (order) {
        const { column, up } = order;
        const key = (row) => column === 0 ? kinds[row[0]] : column === 1 ? row[1] : column === 2 ? topics[row[2]][0] : -row[3][column - 3][0];
        const keyed = chosen.map((row) => [key(row), row]);
        keyed.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0) * (up ? 1 : -1));
        chosen = keyed.map((pair) => pair[1]);
      }
      body.replaceChildren();
      shown = 0;
      add(200);
    };
    for (const button of all("[data-sort]", matrix)) {
      button.addEventListener("click", () => {
        const column = Number(button.dataset.sort);
        order = { column, up: !(order && order.column === column && order.up) };
        all("thead th", matrix).forEach((other) => other.removeAttribute("aria-sort"));
        button.closest("th").setAttribute("aria-sort", order.up ? "ascending" : "descending");
        apply();
      });
    }
    get("filter").addEventListener("input", apply);
    get("filter").addEventListener("reset", () => setTimeout(apply));
    get("filter").addEventListener("submit", (event) => event.preventDefault());
    get("more").addEventListener("click", () => add(1000));
    // A link from a topic chooses its claims.
    const choose = () => {
      if (location.hash.length < 2) return;
      get("q").value = decodeURIComponent(location.hash.slice(1));
      only.checked = false;
    };
    choose();
    addEventListener("hashchange", () => { choose(); apply(); });
    apply();
  };
  if (matrix) addEventListener("DOMContentLoaded", start);
})();

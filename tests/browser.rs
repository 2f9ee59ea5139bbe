//! The pages for a browser, in a browser: they open without a complaint, the
//! filters and the keys work, and nothing of a page runs.
//!
//! Needs Chromium (`CHROMIUM` names another one). Without it the tests say that
//! they were skipped, and pass. A page of the test drives the report's pages in
//! a frame and writes what it saw; Chromium prints that page when it is done.

#![allow(clippy::print_stdout, reason = "it says what it leaves out")]
#![allow(clippy::unwrap_used, reason = "a test that cannot make its files has failed")]

mod hostile_pages;

use std::fs;
use std::path::Path;
use std::process::Command;

use assert_cmd::cargo::CommandCargoExt as _;
use serde_json::{Value, json};

/// The browser, if there is one.
fn chromium() -> Option<String> {
    let named = std::env::var("CHROMIUM").ok();
    let known = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].map(str::to_owned);
    let found = named
        .into_iter()
        .chain(known)
        .find(|name| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success()));
    if found.is_none() {
        println!("skipped: there is no Chromium; install one, or name one with CHROMIUM");
    }
    found
}

fn docparity(folder: &Path, arguments: &[&str]) {
    let output = Command::cargo_bin("docparity").unwrap().args(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// What a page says of itself after a script ran over it.
struct Visit {
    result: Value,
    console: Vec<String>,
}

/// Opens a page of a report in a frame of the given size, runs the body of an
/// async function over it (`page` is its window, `get` finds an element) and
/// gives what the function returns.
fn visit(browser: &str, page: &Path, size: (u32, u32), script: &str) -> Visit {
    let folder = tempfile::TempDir::new().unwrap();
    let harness = folder.path().join("harness.html");
    let address = format!("file://{}", page.display());
    let text = format!(
        "<!doctype html><meta charset=utf-8><iframe id=frame width={} height={}></iframe><pre id=out></pre><script>\n\
         const frame = document.getElementById('frame');\n\
         const wait = (time = 30) => new Promise((done) => setTimeout(done, time));\n\
         frame.onload = async () => {{\n\
           frame.onload = null;\n\
           await wait();\n\
           let result;\n\
           try {{\n\
             const page = frame.contentWindow;\n\
             const get = (selector) => page.document.querySelector(selector);\n\
             const all = (selector) => Array.from(page.document.querySelectorAll(selector));\n\
             const shown = (selector) => all(selector).filter((element) => element.offsetParent !== null).length;\n\
             const key = (name) => (page.document.activeElement ?? page.document.body).dispatchEvent(new page.KeyboardEvent('keydown', {{key: name, bubbles: true, cancelable: true}}));\n\
             const choose = (selector, value) => {{ const field = get(selector); if (field.type === 'checkbox') field.checked = value; else field.value = value; field.dispatchEvent(new page.Event('input', {{bubbles: true}})); }};\n\
             result = await (async () => {{ {script} }})();\n\
           }} catch (error) {{ result = {{error: String(error)}}; }}\n\
           document.getElementById('out').textContent = 'RESULT' + btoa(unescape(encodeURIComponent(JSON.stringify(result)))) + 'END';\n\
         }};\n\
         frame.src = {};\n</script>",
        size.0,
        size.1,
        json!(address)
    );
    fs::write(&harness, text).unwrap();
    let output = Command::new(browser)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files", "--dump-dom"])
        .args(["--enable-logging=stderr", "--virtual-time-budget=20000"])
        .arg(format!("--window-size={},{}", size.0 + 40, size.1 + 200))
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .arg(format!("file://{}", harness.display()))
        .output()
        .unwrap();
    let dom = String::from_utf8_lossy(&output.stdout);
    let log = String::from_utf8_lossy(&output.stderr);
    let encoded = dom.split_once("<pre id=\"out\">RESULT").and_then(|(_, rest)| rest.split_once("END"));
    let (encoded, _) = encoded.unwrap_or_else(|| panic!("the page gave no result\n{dom}\n{log}"));
    use base64::Engine as _;
    let decoded = base64::engine::general_purpose::STANDARD.decode(encoded).unwrap();
    let result: Value = serde_json::from_slice(&decoded).unwrap();
    assert!(result["error"].is_null(), "{result}\n{log}");
    let console = log.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect();
    Visit { result, console }
}

/// The report over the bundled pages.
fn bundled_report(folder: &Path) -> std::path::PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let report = folder.join("report");
    docparity(root, &["report", "corpus/technet", "--isolated", "-o", report.to_str().unwrap()]);
    report
}

/// The page of the topic with the most errors.
fn worst(report: &Path) -> std::path::PathBuf {
    let index = fs::read_to_string(report.join("index.html")).unwrap();
    let (_, list) = index.split_once("id=\"list\"").unwrap();
    let (_, rest) = list.split_once("href=\"").unwrap();
    report.join(rest.split('"').next().unwrap())
}

#[test]
fn the_overview_filters_its_topics() {
    let Some(browser) = chromium() else { return };
    let folder = tempfile::TempDir::new().unwrap();
    let report = bundled_report(folder.path());
    let script = "
        const before = shown('#list li');
        choose('#severity', 'error'); const errors = shown('#list li');
        choose('#severity', ''); choose('#q', 'prerequisites'); const named = shown('#list li');
        get('#filter button[type=reset]').click(); await wait(); const reset = shown('#list li');
        const cell = all('.heat td a').find((link) => link.dataset.kind === 'version' && link.dataset.locale === 'zh-CN');
        cell.click(); await wait(); const versions = shown('#list li');
        get('#theme').click(); const theme = page.document.documentElement.dataset.theme;
        return {before, errors, named, reset, versions, chosen: get('#kind').value, theme,
            said: get('#shown').textContent, wide: page.document.documentElement.scrollWidth <= page.innerWidth};";
    let visit = visit(&browser, &report.join("index.html"), (1200, 800), script);
    assert_eq!(visit.console, [""; 0]);
    let seen = &visit.result;
    assert_eq!((&seen["before"], &seen["reset"]), (&json!(13), &json!(13)), "{seen}");
    let index = fs::read_to_string(report.join("index.html")).unwrap();
    let with_errors = index.lines().filter(|line| line.contains("<b class=\"e\">")).count();
    assert_eq!((&seen["errors"], &seen["named"]), (&json!(with_errors), &json!(1)), "{seen}");
    assert!(seen["versions"].as_u64() > Some(0) && seen["versions"].as_u64() < Some(13), "{seen}");
    assert_eq!((&seen["chosen"], &seen["theme"], &seen["wide"]), (&json!("version"), &json!("dark"), &json!(true)));
}

#[test]
fn a_topic_filters_its_rows_and_obeys_keys() {
    let Some(browser) = chromium() else { return };
    let folder = tempfile::TempDir::new().unwrap();
    let page = worst(&bundled_report(folder.path()));
    let script = "
        const rows = shown('.rows tbody tr:not(.found)'), findings = shown('.notes li, .found li');
        key('j'); await wait(); const first = page.document.activeElement.id, hash = page.location.hash;
        key('n'); await wait(); const second = page.document.activeElement.id;
        key('k'); await wait(); const back = page.document.activeElement.id;
        key('p'); await wait(); const around = page.document.activeElement.id;
        choose('#only', true); const few = shown('.rows tbody tr:not(.found)');
        choose('#severity', 'warning'); const warnings = shown('.notes li, .found li');
        key('j'); await wait(); const only = page.document.activeElement.className;
        // A link to a finding that is hidden shows it.
        page.location.hash = '#' + first; await wait(60); const revealed = get('#' + first).offsetParent !== null;
        const marks = shown('mark'), languages = new Set(all('.rows tr:not(.found) td[data-n]').map((cell) => cell.closest('[lang]').lang)).size;
        let copied = ''; page.navigator.clipboard.writeText = (text) => { copied = text; return Promise.resolve(); };
        get('.notes button, .found button').click(); await wait();
        const claim = get('.claims tbody a'); const target = get(claim.getAttribute('href')) !== null;
        get('.claims thead button').click(); const sorted = get('.claims th').getAttribute('aria-sort');
        const timing = page.performance.getEntriesByType('navigation')[0];
        return {rows, findings, first, hash, second, back, around, few, warnings, only, revealed, marks, languages, copied, target, sorted,
            said: get('#said').textContent, interactive: timing.domInteractive, wide: page.document.documentElement.scrollWidth <= page.innerWidth};";
    let visit = visit(&browser, &page, (1200, 800), script);
    assert_eq!(visit.console, [""; 0]);
    let seen = &visit.result;
    assert_eq!(seen["hash"], format!("#{}", seen["first"].as_str().unwrap()), "{seen}");
    assert!(
        seen["first"] != seen["second"] && seen["back"] == seen["first"] && seen["around"] != seen["first"],
        "{seen}"
    );
    assert!(seen["few"].as_u64() > Some(0) && seen["few"].as_u64() < seen["rows"].as_u64(), "{seen}");
    assert!(seen["warnings"].as_u64() < seen["findings"].as_u64(), "{seen}");
    assert!(seen["only"].as_str().unwrap().split(' ').any(|class| class == "w"), "{seen}");
    assert!(seen["marks"].as_u64() > Some(0) && seen["languages"] == 4, "{seen}");
    let copied = seen["copied"].as_str().unwrap();
    assert!(copied.starts_with("corpus/technet/") && copied.contains(".md:"), "{seen}");
    assert_eq!(
        (&seen["revealed"], &seen["target"], &seen["sorted"], &seen["wide"]),
        (&json!(true), &json!(true), &json!("ascending"), &json!(true)),
        "{seen}"
    );
}

/// A topic of 95 KB in four locales, larger than any of the set that the report was
/// made for, is ready for its reader in the time that the browser itself tells.
#[test]
fn a_large_topic_is_ready_at_once() {
    let Some(browser) = chromium() else { return };
    let folder = tempfile::TempDir::new().unwrap();
    for (locale, word) in [("en-US", "The value"), ("fr-FR", "La valeur"), ("zh-CN", "值"), ("zh-TW", "數值")] {
        let row = |number: usize| {
            let other = number + usize::from(number.is_multiple_of(9) && locale != "en-US");
            let words = format!("{word} {other} ").repeat(6);
            format!("<tr><td>Key{number}</td><td>{words}</td><td>{word} ({number} MB)</td></tr>\n")
        };
        let rows: String = (0..800).map(row).collect();
        let path = folder.path().join("docs").join(locale);
        fs::create_dir_all(&path).unwrap();
        let text = format!("# Keys\n\n<table>\n{rows}</table>\n");
        assert!(text.len() > 95_000 || locale.starts_with("zh"), "{}", text.len());
        fs::write(path.join("keys.md"), text).unwrap();
    }
    docparity(folder.path(), &["report", "docs", "-o", "report"]);
    let report = folder.path().join("report");
    // After how many milliseconds a page is ready, and how many rows it has.
    let visited = |page: &Path| {
        let harness = folder.path().join("harness.html");
        let text = format!(
            "<!doctype html><pre id=out></pre><iframe id=frame width=1200 height=800></iframe><script>\n\
             frame.onload = () => {{\n\
               const {{domContentLoadedEventEnd}} = frame.contentWindow.performance.getEntriesByType('navigation')[0];\n\
               out.textContent = 'RESULT' + domContentLoadedEventEnd + ' ' + frame.contentDocument.querySelectorAll('.rows tr').length;\n\
             }};\n\
             frame.src = {};\n</script>",
            json!(format!("file://{}", page.display()))
        );
        fs::write(&harness, text).unwrap();
        // No virtual time here, which would make the browser's clock stand still.
        let output = Command::new(&browser)
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files", "--dump-dom"])
            .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
            .arg(format!("file://{}", harness.display()))
            .output()
            .unwrap();
        let dom = String::from_utf8_lossy(&output.stdout).into_owned();
        let (_, result) = dom.split_once(">RESULT").unwrap_or_else(|| panic!("the page gave no result\n{dom}"));
        let mut numbers = result.split('<').next().unwrap().split(' ').map(|number| number.parse::<f64>().unwrap());
        (numbers.next().unwrap(), numbers.next().unwrap())
    };
    // The machine may have other work, which is not the page's fault: the overview, a small page
    // with the same script, waits for it as well.
    let mut seen = Vec::new();
    for _ in 0..10 {
        let (time, rows) = visited(&worst(&report));
        assert!(rows > 2_400.0, "all rows are there: {rows}");
        let (overview, _) = visited(&report.join("index.html"));
        if time <= 300.0_f64.max(overview * 5.0) {
            return;
        }
        seen.push((time, overview));
    }
    panic!("ready after, and the overview after: {seen:?} ms");
}

#[test]
fn pages_fit_a_telephone() {
    let Some(browser) = chromium() else { return };
    let folder = tempfile::TempDir::new().unwrap();
    let report = bundled_report(folder.path());
    for page in [report.join("index.html"), worst(&report), report.join("matrix.html")] {
        let script = "return {width: page.innerWidth, needs: page.document.documentElement.scrollWidth};";
        let visit = visit(&browser, &page, (360, 740), script);
        let (width, needs) = (visit.result["width"].as_u64().unwrap(), visit.result["needs"].as_u64().unwrap());
        assert!(width <= 360 && needs <= width, "{}: {}", page.display(), visit.result);
        assert_eq!(visit.console, [""; 0]);
    }
}

#[test]
fn the_matrix_of_the_set_is_filtered_and_sorted() {
    let Some(browser) = chromium() else { return };
    let folder = tempfile::TempDir::new().unwrap();
    let report = bundled_report(folder.path());
    let script = "
        const differences = get('#shown').textContent;
        const differ = all('#set tbody tr').every((row) => row.querySelector('.m, .c'));
        choose('#only', false); const everything = get('#shown').textContent;
        choose('#kind', 'version'); const kinds = new Set(all('#set tbody tr').map((row) => row.cells[0].textContent));
        get('[data-sort=\"1\"]').click(); const values = all('#set tbody tr').map((row) => row.cells[1].textContent);
        const sorted = values.every((value, at) => at === 0 || values[at - 1] <= value);
        choose('#state', 'missing'); choose('#locale', 'zh-CN');
        const missing = all('#set tbody tr').every((row) => row.cells[5].textContent === 'missing');
        const link = all('#set tbody a').find((link) => link.hash)?.getAttribute('href');
        return {differences, differ, everything, kinds: [...kinds], sorted, missing, rows: all('#set tbody tr').length, link};";
    let visit = visit(&browser, &report.join("matrix.html"), (1200, 800), script);
    assert_eq!(visit.console, [""; 0]);
    let seen = &visit.result;
    assert_eq!(seen["kinds"], json!(["version"]), "{seen}");
    assert!([&seen["differ"], &seen["sorted"], &seen["missing"]].iter().all(|seen| **seen == json!(true)), "{seen}");
    assert!(seen["rows"].as_u64() > Some(0), "{seen}");
    assert!(seen["differences"] != seen["everything"], "{seen}");
    let (path, anchor) = seen["link"].as_str().unwrap().split_once('#').unwrap();
    let page = fs::read_to_string(report.join(path)).unwrap();
    assert!(page.contains(&format!(" id={anchor} ")), "{path} has no {anchor}");
}

#[test]
fn nothing_of_a_page_runs() {
    let Some(browser) = chromium() else { return };
    let folder = hostile_pages::hostile_set();
    docparity(folder.path(), &["report", "docs", "-o", "report"]);
    docparity(folder.path(), &["report", "docs", "-o", "single.html", "--single-file"]);
    let report = folder.path().join("report");
    let topics = fs::read_dir(report.join("topics")).unwrap().map(|entry| entry.unwrap().path());
    let plain = topics.into_iter().find(|path| path.file_name().unwrap().to_string_lossy().starts_with("plain-"));
    let pages =
        [report.join("index.html"), plain.unwrap(), report.join("matrix.html"), folder.path().join("single.html")];
    for page in pages {
        // What a page calls is not there, so that calling it would be complained about.
        let script = "
            for (const link of all('a')) if (/^\\s*javascript:/i.test(link.getAttribute('href'))) return {link: link.href};
            return {scripts: all('script').length, images: all('img, svg, iframe').length, hacked: typeof page.hacked, styled: page.getComputedStyle(get('main')).paddingLeft, keys: (key('j'), true)};";
        let visit = visit(&browser, &page, (1000, 700), script);
        assert_eq!(visit.console, [""; 0], "{}", page.display());
        let seen = &visit.result;
        assert_eq!((&seen["hacked"], &seen["images"]), (&json!("undefined"), &json!(0)), "{seen}");
        assert_ne!(seen["styled"], json!("0px"), "the policy lets the report's own style in: {}", page.display());
    }
}

/// Needs the path of axe-core's `axe.min.js` in `AXE_CORE`.
#[test]
fn a_checker_of_accessibility_has_nothing_serious_to_say() {
    let Some(browser) = chromium() else { return };
    let Some(checker) = std::env::var("AXE_CORE").ok().filter(|path| Path::new(path).is_file()) else {
        println!("skipped: AXE_CORE does not lead to axe.min.js of the npm package axe-core");
        return;
    };
    let folder = tempfile::TempDir::new().unwrap();
    let report = bundled_report(folder.path());
    for page in [report.join("index.html"), worst(&report), report.join("matrix.html")] {
        for theme in ["light", "dark"] {
            let script = format!(
                "page.document.documentElement.dataset.theme = '{theme}';
                 const tool = page.document.createElement('script'); tool.src = {};
                 const loaded = new Promise((done) => {{ tool.onload = done; }}); page.document.head.append(tool); await loaded;
                 const {{violations, passes}} = await page.axe.run(page.document, {{elementRef: false}});
                 const serious = violations.filter((found) => ['serious', 'critical'].includes(found.impact));
                 return {{passes: passes.length, serious: serious.map((found) => [found.id, found.nodes.length, found.nodes[0].html.slice(0, 200), found.nodes[0].failureSummary])}};",
                json!(format!("file://{checker}"))
            );
            let visit = visit(&browser, &page, (1200, 800), &script);
            assert_eq!(visit.result["serious"], json!([]), "{} {theme}", page.display());
            assert!(visit.result["passes"].as_u64() > Some(10), "{}", visit.result);
        }
    }
}

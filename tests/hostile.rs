//! Pages that try to break out of the reports: each format is written from the
//! same set, read back with a parser of that format, and must hold the texts as
//! texts, or made harmless, and nothing else.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its files has failed")]

mod hostile_pages;

use std::fs;
use std::path::Path;
use std::process::Command;

use assert_cmd::cargo::CommandCargoExt as _;
use hostile_pages::{HOSTILE, hostile_set};
use tempfile::TempDir;

/// Runs docparity in a folder and gives what it wrote to standard output.
fn run(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::cargo_bin("docparity").unwrap();
    let output = command.args(arguments).current_dir(folder).env_clear().output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {error}");
    assert_harmless(&error, "standard error");
    String::from_utf8(output.stdout).unwrap()
}

/// The report in a format, as `--report` writes it; all formats in one run.
struct Reports(TempDir);

const FORMATS: &[&str] =
    &["terminal", "compact", "json", "jsonl", "csv", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson"];

impl Reports {
    fn new() -> Reports {
        let folder = hostile_set();
        let mut arguments =
            vec!["check".to_owned(), "docs".to_owned(), "--exit-zero".to_owned(), "--verbose".to_owned()];
        for format in FORMATS {
            arguments.extend(["--report".to_owned(), format!("{format}=out/{format}")]);
        }
        for folder in ["po", "html"] {
            arguments.extend(["--report".to_owned(), format!("{folder}=out/{folder}")]);
        }
        fs::create_dir(folder.path().join("out")).unwrap();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        assert_harmless(&run(folder.path(), &arguments), "the terminal");
        Reports(folder)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.path().join("out").join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn json(&self, name: &str) -> serde_json::Value {
        serde_json::from_str(&self.read(name)).unwrap()
    }

    /// All findings, as the JSON contract has them.
    fn findings(&self) -> Vec<serde_json::Value> {
        self.json("json")["findings"].as_array().unwrap().clone()
    }
}

/// Nothing that a terminal obeys, and nothing that turns the order of text around.
#[track_caller]
fn assert_harmless(text: &str, place: &str) {
    let harmful = |c: &char| {
        (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2067}')
    };
    // The isolates around a path with blanks are gettext's own.
    if let Some(found) = text.chars().find(harmful) {
        let line = text.lines().find(|line| line.contains(found)).unwrap_or_default();
        panic!("{place} holds {found:?}: {line:?}");
    }
}

#[test]
fn every_hostile_text_is_found_and_every_format_holds_all_findings() {
    let reports = Reports::new();
    let findings = reports.findings();
    let said: String = findings.iter().map(|finding| finding.to_string()).collect();
    for text in HOSTILE {
        let text = serde_json::to_string(text).unwrap();
        let text = text.trim_matches('"');
        assert!(said.contains(text), "no finding is about {text}\n{said}");
    }
    let count = findings.len();
    assert_eq!(reports.read("jsonl").lines().count(), count);
    assert_eq!(reports.read("compact").lines().count(), count);
    for format in ["terminal", "compact"] {
        assert_harmless(&reports.read(format), format);
    }
}

#[test]
fn the_table_has_no_formula() {
    let reports = Reports::new();
    let text = reports.read("csv");
    let mut reader = csv::Reader::from_reader(text.strip_prefix('\u{feff}').unwrap().as_bytes());
    let columns = reader.headers().unwrap().len();
    let mut rows = 0;
    for record in reader.records() {
        let record = record.unwrap();
        assert_eq!(record.len(), columns);
        for cell in &record {
            assert!(!cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '|', '%']), "{cell:?}");
        }
        rows += 1;
    }
    assert_eq!(rows, reports.findings().len());
}

#[test]
fn sarif_is_what_its_schema_says() {
    let reports = Reports::new();
    let log = reports.json("sarif");
    let schema =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schema/sarif-2.1.0.json")).unwrap();
    // As published, the pattern of a language has a bracket too many, which no strict reader of patterns takes.
    let schema = serde_json::from_str(&schema.replace("{2}]?$", "{2}$")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    assert_harmless(&reports.read("sarif"), "sarif");
    let mut broken = log.clone();
    broken["runs"][0]["results"][0]["level"] = "fatal".into();
    assert!(!validator.is_valid(&broken), "the schema is read");
    let runs = log["runs"].as_array().unwrap();
    let mut count = 0;
    for run in runs {
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        let mut last = 3;
        for result in run["results"].as_array().unwrap() {
            count += 1;
            assert_eq!(rules[result["ruleIndex"].as_u64().unwrap() as usize]["id"], result["ruleId"]);
            let rank = ["note", "warning", "error"].iter().position(|level| result["level"] == **level).unwrap();
            assert!(rank <= last, "the worst come first");
            last = rank;
            let region = &result["locations"][0]["physicalLocation"]["region"];
            assert!(region["endLine"].is_null() && region["startLine"].as_u64() > Some(0), "{region}");
            assert!(result["partialFingerprints"]["primaryLocationLineHash"].is_string());
            let text = result["message"]["text"].as_str().unwrap();
            // The only brackets that are not escaped are those of the link to the source.
            let links = text.replace("\\[", "").replace("\\]", "");
            assert_eq!(links.matches('[').count(), usize::from(!result["relatedLocations"].is_null()), "{text}");
            let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
            let known = |c: char| c.is_ascii_alphanumeric() || "/-._~%".contains(c);
            assert!(uri.starts_with("docs/") && uri.chars().all(known), "{uri}");
        }
    }
    assert_eq!(count, reports.findings().len());
    assert_eq!(runs.iter().map(|run| &run["automationDetails"]["id"]).collect::<Vec<_>>(), ["docparity/fr-FR/"]);
}

#[test]
fn no_page_gives_a_workflow_command() {
    let reports = Reports::new();
    let text = reports.read("github");
    let (commands, others): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.starts_with("::"));
    assert!(!commands.is_empty() && commands.len() <= 30, "{text}");
    let left = reports.findings().len() - commands.len();
    assert_eq!(others, if left == 0 { vec![] } else { vec![format!("{left} more findings")] }, "{text}");
    let command = workflow_command();
    for line in commands {
        let (properties, message) = command(line).unwrap_or_else(|| panic!("{line}"));
        assert!(
            properties.iter().all(|(key, _)| ["file", "line", "col", "endColumn", "title"].contains(&key.as_str())),
            "{line}"
        );
        assert!(!message.is_empty() && !message.contains(['\r', '\n']));
        let file = properties.iter().find(|(key, _)| key == "file").map(|(_, value)| value.as_str()).unwrap();
        let path = file.replace("\\u{1b}", "\u{1b}").replace("\\u{202e}", "\u{202e}");
        assert!(reports.0.path().join(path).is_file(), "{file:?}");
    }
    assert_harmless(&text, "github");
}

type Properties = Vec<(String, String)>;

/// Reads a workflow command as the runner does.
fn workflow_command() -> impl Fn(&str) -> Option<(Properties, String)> {
    let decoded = |text: &str| {
        text.replace("%2C", ",").replace("%3A", ":").replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
    };
    move |line: &str| {
        let (head, message) = line.strip_prefix("::")?.split_once("::")?;
        let (name, properties) = head.split_once(' ')?;
        ["error", "warning", "notice"].contains(&name).then_some(())?;
        let properties =
            properties.split(',').map(|pair| pair.split_once('=').map(|(k, v)| (k.to_owned(), decoded(v))));
        Some((properties.collect::<Option<Properties>>()?, message.to_owned()))
    }
}

#[test]
fn code_quality_and_diagnostics_name_files_that_are_there() {
    let reports = Reports::new();
    let count = reports.findings().len();
    let issues = reports.json("gitlab");
    assert_eq!(issues.as_array().unwrap().len(), count);
    let mut fingerprints: Vec<&str> =
        issues.as_array().unwrap().iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
    for issue in issues.as_array().unwrap() {
        assert!(["info", "minor", "major"].contains(&issue["severity"].as_str().unwrap()));
        assert!(reports.0.path().join(issue["location"]["path"].as_str().unwrap()).is_file(), "{issue}");
        assert!(issue["location"]["lines"]["begin"].as_u64() > Some(0));
        assert_harmless(issue["description"].as_str().unwrap(), "gitlab");
    }
    fingerprints.sort_unstable();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), count, "fingerprints are unique");
    let diagnostics = reports.json("rdjson");
    let diagnostics = diagnostics["diagnostics"].as_array().unwrap();
    assert_eq!(diagnostics.len(), count);
    for diagnostic in diagnostics {
        let path = reports.0.path().join(diagnostic["location"]["path"].as_str().unwrap());
        let text = fs::read_to_string(&path).unwrap();
        let start = &diagnostic["location"]["range"]["start"];
        let line = text.split('\n').nth(start["line"].as_u64().unwrap() as usize - 1).unwrap();
        // Columns count bytes, so this is the beginning of a character.
        let column = start["column"].as_u64().unwrap() as usize;
        assert!(line.trim_start_matches('\u{feff}').is_char_boundary(column - 1), "{diagnostic}");
        assert_harmless(diagnostic["message"].as_str().unwrap(), "rdjson");
    }
}

#[test]
fn xml_is_well_formed_and_holds_every_page_and_finding() {
    let reports = Reports::new();
    let count = reports.findings().len();
    let text = reports.read("checkstyle");
    let document = roxmltree::Document::parse(&text).unwrap();
    let errors: Vec<_> = document.descendants().filter(|node| node.has_tag_name("error")).collect();
    assert_eq!(errors.len(), count);
    // What XML has no way to write is written as an escape.
    let path = |node: &roxmltree::Node<'_, '_>| node.attribute("name").unwrap().replace("\\u{1b}", "\u{1b}");
    let named = |node: &roxmltree::Node<'_, '_>| reports.0.path().join(path(node)).is_file();
    assert!(document.descendants().filter(|node| node.has_tag_name("file")).all(|node| named(&node)), "{text}");
    let allowed = ["checkstyle", "file", "error"];
    assert!(
        document.descendants().filter(|node| node.is_element()).all(|node| allowed.contains(&node.tag_name().name()))
    );
    let text = reports.read("junit");
    let document = roxmltree::Document::parse(&text).unwrap();
    let tests: Vec<_> = document.descendants().filter(|node| node.has_tag_name("testcase")).collect();
    assert!(tests.iter().all(named), "{text}");
    let pages = hostile_pages::pages(reports.0.path());
    // A page that French lacks is a test of French too.
    let expected = pages.len() + 1;
    assert_eq!(tests.len(), expected);
    let suites = document.root_element();
    assert_eq!(suites.attribute("tests"), Some(expected.to_string().as_str()));
    let failures = document.descendants().filter(|node| node.has_tag_name("failure")).count();
    assert_eq!(suites.attribute("failures"), Some(failures.to_string().as_str()));
    let allowed = ["testsuites", "testsuite", "testcase", "failure", "system-out"];
    assert!(
        document.descendants().filter(|node| node.is_element()).all(|node| allowed.contains(&node.tag_name().name()))
    );
    let lines = document.descendants().filter(|node| node.has_tag_name("failure") || node.has_tag_name("system-out"));
    let told: usize = lines.map(|node| node.text().unwrap_or("").trim().lines().count()).sum();
    assert_eq!(told, count, "{text}");
}

#[test]
fn a_catalogue_holds_the_lines_as_they_are() {
    let reports = Reports::new();
    let path = reports.0.path().join("out/po/fr-FR.po");
    assert_harmless(&fs::read_to_string(&path).unwrap(), "po");
    let catalogue = polib::po_file::parse(&path).unwrap();
    assert_eq!(catalogue.metadata.language, "fr_FR");
    let mut notes = 0;
    for message in catalogue.messages() {
        assert!(!message.msgid().is_empty());
        notes += message.extracted_comments().lines().count();
    }
    let expected = reports.findings().iter().filter(|finding| finding["locale"] == "fr-FR").count();
    assert_eq!(notes, expected);
}

/// Everything of a page that could run or load something, held against what the report itself has.
fn assert_inert(text: &str, name: &str) -> scraper::Html {
    assert_harmless(text, name);
    let page = scraper::Html::parse_document(text);
    let all = scraper::Selector::parse("*").unwrap();
    for element in page.select(&all) {
        let element = element.value();
        let allowed =
            !["iframe", "object", "embed", "img", "svg", "base", "video", "template", "math"].contains(&element.name());
        assert!(allowed, "{name} has <{}>", element.name());
        for (key, value) in element.attrs() {
            assert!(!key.starts_with("on") && key != "style", "{name} has {key}={value:?}");
            if ["href", "src", "action"].contains(&key) {
                let own = [
                    "#",
                    "../",
                    "topics/",
                    "docparity.",
                    "matrix.",
                    "index.html",
                    "https://github.com/docparity/docparity",
                ];
                let is_neighbour = value.ends_with(".html") && !value.contains(':');
                assert!(own.iter().any(|own| value.starts_with(own)) || is_neighbour, "{name} has {key}={value:?}");
            }
        }
    }
    let scripts = scraper::Selector::parse("script").unwrap();
    let sources = page.select(&scripts).map(|script| script.value().attr("src").unwrap_or_default().to_owned());
    for source in sources.filter(|source| !source.is_empty()) {
        assert!(source.ends_with("docparity.js") || source == "matrix.js", "{name} loads {source}");
    }
    page
}

#[test]
fn pages_for_a_browser_hold_texts_as_texts() {
    let reports = Reports::new();
    let folder = reports.0.path().join("out/html");
    let mut text = String::new();
    let mut pages = 0;
    for path in [folder.clone(), folder.join("topics")].iter().flat_map(|folder| fs::read_dir(folder).unwrap()) {
        let path = path.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "html") {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let plain = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
            assert!(name.chars().all(plain), "{name:?}");
            let page = assert_inert(&fs::read_to_string(&path).unwrap(), &name);
            let inline = scraper::Selector::parse("script:not([src]), style").unwrap();
            assert_eq!(page.select(&inline).count(), 0, "{name}");
            text.extend(page.root_element().text());
            pages += 1;
        }
    }
    assert_eq!(pages, hostile_pages::NAMES.len() + 3, "a page a topic, the overview and the matrix");
    for hostile in HOSTILE {
        // What cannot be seen is made visible.
        let shown: String = hostile
            .chars()
            .map(|c| match c {
                '\u{1b}' | '\u{7}' | '\u{202e}' => c.escape_unicode().to_string(),
                c => c.to_string(),
            })
            .collect();
        assert!(text.contains(&shown), "no page shows {hostile:?}");
    }
    let script = fs::read_to_string(folder.join("matrix.js")).unwrap();
    let data = script.strip_prefix("window.docparityMatrix=").unwrap().trim_end().trim_end_matches(';');
    // It is JavaScript, whose keys need no quotes; these are quoted all the same.
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    let rows = data["rows"].as_array().unwrap().iter().map(|topic| topic.as_array().unwrap().len());
    assert!(rows.sum::<usize>() > HOSTILE.len());
}

#[test]
fn a_single_file_runs_nothing_but_its_own_script() {
    let folder = hostile_set();
    run(folder.path(), &["report", "docs", "--single-file", "-o", "report.html"]);
    let page = assert_inert(&fs::read_to_string(folder.path().join("report.html")).unwrap(), "report.html");
    let select = |selector: &str| {
        let selector = scraper::Selector::parse(selector).unwrap();
        page.select(&selector).map(|element| element.text().collect::<String>()).collect::<Vec<_>>()
    };
    let policy = scraper::Selector::parse("meta[http-equiv]").unwrap();
    let policy = page.select(&policy).next().unwrap().value().attr("content").unwrap();
    let hash = |text: &str| {
        use base64::Engine as _;
        use sha2::Digest as _;
        format!("'sha256-{}'", base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(text)))
    };
    let (scripts, styles) = (select("script"), select("style"));
    assert_eq!((scripts.len(), styles.len()), (1, 1));
    assert!(policy.contains(&hash(&scripts[0])) && policy.contains(&hash(&styles[0])), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
}

#[test]
fn a_workbook_and_a_page_of_claims_hold_texts_as_texts() {
    use calamine::Reader as _;
    let folder = hostile_set();
    for by in ["topic", "corpus"] {
        run(folder.path(), &["matrix", "docs", "--by", by, "--format", "xlsx", "-o", "claims.xlsx"]);
        let mut workbook: calamine::Xlsx<_> = calamine::open_workbook(folder.path().join("claims.xlsx")).unwrap();
        let sheet = workbook.worksheet_range("claims").unwrap();
        let formulas = workbook.worksheet_formula("claims").unwrap();
        assert!(formulas.cells().all(|(.., formula)| formula.is_empty()));
        let texts: Vec<String> = sheet.cells().map(|(.., cell)| cell.to_string()).collect();
        texts.iter().for_each(|text| assert_harmless(text, "the workbook"));
        for expected in ["=HYPERLINK(\"http://example.com\",\"x\")", "+cmd|' /C calc'!A0", "<script>hacked()</script>"]
        {
            assert!(texts.iter().any(|text| text == expected), "{expected} is not there as it is: {texts:?}");
        }
        assert_inert(&run(folder.path(), &["matrix", "docs", "--by", by, "--format", "html"]), "matrix.html");
        let table = run(folder.path(), &["matrix", "docs", "--by", by, "--format", "csv"]);
        let mut rows = csv::Reader::from_reader(table.strip_prefix('\u{feff}').unwrap().as_bytes());
        for cell in rows.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()) {
            assert!(!cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '|', '%']), "{cell:?}");
        }
        let json: serde_json::Value =
            serde_json::from_str(&run(folder.path(), &["matrix", "docs", "--by", by, "--format", "json"])).unwrap();
        assert_eq!(json["rows"].as_array().unwrap().len(), sheet.height() - 1);
    }
}

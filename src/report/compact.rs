//! One line a finding, for `grep` and editors.

use std::io::{self, Write};

use super::context::{headline, name, primary};
use super::harmless;
use super::terminal::hyperlink;
use crate::finding::Report;

/// Writes `path:line:column: severity: locale: message [check]`, in the order of the report.
///
/// `links` is the folder that paths count from, as an absolute path, where the
/// terminal takes hyperlinks.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, links: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    for finding in &report.findings {
        if let Some(evidence) = primary(finding) {
            let place = format!("{}:{}:{}", harmless(&evidence.path), evidence.line, evidence.column);
            match links {
                Some(folder) => {
                    let address = hyperlink(folder, &evidence.path, evidence.line);
                    write!(out, "\u{1b}]8;;{address}\u{1b}\\{place}\u{1b}]8;;\u{1b}\\: ")?;
                }
                None => write!(out, "{place}: ")?,
            }
        }
        writeln!(out, "{}: {} [{}]", name(finding.severity), headline(finding), finding.rule)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::terminal::{self, Options, Pages};
    use super::*;
    use crate::finding::{Change, Confidence, Evidence, Finding, Kind, Severity, Stats};
    use crate::locale::Locale;

    struct Lines;

    impl Pages for Lines {
        fn line(&self, _: &str, _: u32) -> Option<String> {
            Some("在 Server 2016 上".to_owned())
        }

        fn title(&self, _: &str) -> Option<String> {
            None
        }
    }

    fn report(path: &str) -> Report {
        let locale = Locale::new("zh-CN").unwrap();
        let target = Evidence {
            locale: locale.clone(),
            path: path.to_owned(),
            line: 3,
            column: 3,
            end_line: 3,
            end_column: 14,
            text: Some("Server 2016".to_owned()),
        };
        let finding = Finding {
            rule: "version-extra",
            kind: Kind::Version,
            change: Change::Extra,
            severity: Severity::Warning,
            confidence: Confidence::new(0.9),
            topic: "id".to_owned(),
            locale: locale.clone(),
            claim: None,
            source: None,
            target: Some(target),
            locales: BTreeMap::new(),
            outlier: None,
            group: "1".to_owned(),
            pattern: None,
            message: "`Server 2016` is not in the source".to_owned(),
            fingerprint: "2".to_owned(),
            explained_by: None,
        };
        Report { source_locale: locale, stats: Stats::default(), findings: vec![finding], incomplete: false }
    }

    /// What is shown when a terminal has taken the hyperlinks, and where they lead.
    fn followed(text: &str) -> (String, Vec<String>) {
        let (mut shown, mut addresses) = (String::new(), Vec::new());
        for (number, part) in text.split("\u{1b}]8;;").enumerate() {
            let (address, rest) = if number == 0 { ("", part) } else { part.split_once("\u{1b}\\").unwrap() };
            addresses.extend(Some(address.to_owned()).filter(|address| !address.is_empty()));
            shown.push_str(rest);
        }
        (shown, addresses)
    }

    #[test]
    fn places_are_hyperlinks_where_the_terminal_has_them() {
        let check = |path: &str, place: &str, address: &str| {
            let report = report(path);
            let both = |links: Option<&str>| {
                let (mut compact, mut drawn) = (Vec::new(), Vec::new());
                write(&report, links, &mut compact).unwrap();
                terminal::write(&report, &Lines, Options { links, ..Options::plain() }, &mut drawn).unwrap();
                (String::from_utf8(compact).unwrap(), String::from_utf8(drawn).unwrap())
            };
            let (plain, linked) = (both(None), both(Some("/docs")));
            assert_eq!(
                plain.0,
                format!("{place}: warning: zh-CN: `Server 2016` is not in the source [version-extra]\n")
            );
            assert_eq!(followed(&linked.0), (plain.0, vec![address.to_owned()]));
            let (shown, addresses) = followed(&linked.1);
            assert_eq!(shown, plain.1);
            // Without colours the library leaves the check's own link out.
            assert_eq!(addresses, [address]);
        };
        check("a/b c.md", "a/b c.md:3:3", "file:///docs/a/b%20c.md#3");
        check("/x/中.md", "/x/中.md:3:3", "file:///x/%E4%B8%AD.md#3");
        check("\u{1b}]8;;x\u{7}.md", "\\u{1b}]8;;x\\u{7}.md:3:3", "file:///docs/%1B%5D8%3B%3Bx%07.md#3");
    }
}

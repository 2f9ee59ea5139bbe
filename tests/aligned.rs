//! Aligned text as translation tools take it: TMX against its document type,
//! XLIFF against what its core demands.

#![allow(clippy::print_stdout, reason = "says that a part was skipped")]
#![allow(clippy::unwrap_used, reason = "a test that cannot make its files has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use roxmltree::{Document, Node, ParsingOptions};

/// Level 1 of TMX 1.4 (LISA OSCAR, 2005): the elements and attributes that a
/// file without markup in its text may have.
const TMX: &str = "\
<!ELEMENT tmx (header, body)>
<!ATTLIST tmx version CDATA #FIXED \"1.4\">
<!ELEMENT header ((note | prop)*)>
<!ATTLIST header creationtool CDATA #REQUIRED creationtoolversion CDATA #REQUIRED
  segtype (block | paragraph | sentence | phrase) #REQUIRED o-tmf CDATA #REQUIRED
  adminlang CDATA #REQUIRED srclang CDATA #REQUIRED datatype CDATA #REQUIRED>
<!ELEMENT body (tu*)>
<!ELEMENT tu ((note | prop)*, tuv+)>
<!ATTLIST tu tuid CDATA #IMPLIED>
<!ELEMENT tuv ((note | prop)*, seg)>
<!ATTLIST tuv xml:lang CDATA #REQUIRED>
<!ELEMENT seg (#PCDATA)>
<!ELEMENT note (#PCDATA)>
<!ELEMENT prop (#PCDATA)>
<!ATTLIST prop type CDATA #REQUIRED>
";

fn aligned(arguments: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_docparity"));
    let output = command.current_dir(root).args(["align", "corpus/technet"]).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn named<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.descendants().filter(move |node| node.tag_name().name() == name)
}

#[test]
fn tmx_is_valid_and_holds_all_locales_of_a_unit() {
    let written = aligned(&["--format", "tmx"]);
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let document = Document::parse_with_options(&written, options).unwrap();
    let lang = ("http://www.w3.org/XML/1998/namespace", "lang");
    let mut ids = BTreeSet::new();
    let mut locales = BTreeSet::new();
    for unit in named(document.root_element(), "tu") {
        assert!(ids.insert(unit.attribute("tuid").unwrap()), "a tuid twice");
        let own: Vec<&str> = named(unit, "tuv").map(|variant| variant.attribute(lang).unwrap()).collect();
        assert_eq!(own[0], "en-US");
        assert!(own.len() >= 2 && own.iter().collect::<BTreeSet<_>>().len() == own.len(), "{own:?}");
        locales.extend(own);
    }
    assert_eq!(locales.into_iter().collect::<Vec<_>>(), ["en-US", "fr-FR", "zh-CN", "zh-TW"]);
    assert!(ids.len() > 200, "{} units", ids.len());

    if Command::new("xmllint").arg("--version").output().is_err() {
        println!("skipped: there is no xmllint to hold the file against the document type");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (file, dtd) = (folder.path().join("set.tmx"), folder.path().join("tmx14.dtd"));
    fs::write(&file, &written).unwrap();
    fs::write(&dtd, TMX).unwrap();
    let output = Command::new("xmllint").args(["--noout", "--nonet", "--valid"]).arg(&file).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn xliff_has_one_target_language_and_unique_ids() {
    let written = aligned(&["--format", "xliff", "--locale", "zh-CN"]);
    let document = Document::parse(&written).unwrap();
    let root = document.root_element();
    assert_eq!(root.tag_name().namespace(), Some("urn:oasis:names:tc:xliff:document:2.0"));
    let languages = ["version", "srcLang", "trgLang"].map(|name| root.attribute(name).unwrap());
    assert_eq!(languages, ["2.1", "en-US", "zh-CN"]);
    let mut files = BTreeSet::new();
    for file in named(root, "file") {
        assert!(files.insert(file.attribute("id").unwrap()), "a file's id twice");
        let mut units = BTreeSet::new();
        for unit in named(file, "unit") {
            assert!(units.insert(unit.attribute("id").unwrap()), "a unit's id twice");
            assert_eq!(named(unit, "source").count(), 1);
            assert!(named(unit, "target").count() <= 1);
        }
        assert!(!units.is_empty());
    }
    assert!(files.len() >= 10);
}

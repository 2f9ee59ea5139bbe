//! Literals in running text: what no translation may change.
//!
//! File names, paths, registry keys, variables, identifiers in `CamelCase`,
//! `snake_case` or `UPPER_CASE`, protocol methods, codecs, host names and
//! addresses of people. The shape of a word decides; brand names of that shape
//! are soft, since texts name and leave them out freely.

use super::word::{Shape, Word};

/// What kind of literal a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Literal {
    /// Compared without letter case: file names, hosts, paths, variables.
    Folded,
    /// Compared letter by letter.
    Exact,
    /// A brand or an example that translations may change.
    Soft,
}

/// File extensions that make a dotted word a file's name.
const EXTENSIONS: &[&str] = &[
    "adm",
    "admx",
    "asmx",
    "aspx",
    "bak",
    "bat",
    "cab",
    "cer",
    "cfg",
    "cmd",
    "conf",
    "config",
    "crt",
    "csv",
    "dat",
    "dll",
    "dmg",
    "doc",
    "docx",
    "etl",
    "exe",
    "gif",
    "gz",
    "htm",
    "html",
    "ics",
    "inf",
    "ini",
    "iso",
    "jar",
    "jpg",
    "js",
    "json",
    "jsx",
    "key",
    "ldf",
    "lock",
    "log",
    "md",
    "mdf",
    "mdx",
    "mof",
    "mp3",
    "msc",
    "msi",
    "msp",
    "msu",
    "p7b",
    "pdf",
    "pem",
    "pfx",
    "png",
    "ppt",
    "pptx",
    "properties",
    "ps1",
    "psd1",
    "psm1",
    "py",
    "rb",
    "rdl",
    "reg",
    "rpm",
    "rs",
    "scss",
    "sh",
    "sln",
    "sql",
    "svc",
    "svg",
    "tar",
    "toml",
    "ts",
    "tsx",
    "txt",
    "vbs",
    "vhd",
    "vue",
    "wav",
    "wma",
    "wmv",
    "xls",
    "xlsx",
    "xml",
    "xsd",
    "xsl",
    "yaml",
    "yml",
    "zip",
];

/// Methods of HTTP and SIP that stand in text as commands do.
const METHODS: &[&str] = &[
    "ACK",
    "BYE",
    "CANCEL",
    "DELETE",
    "GET",
    "INVITE",
    "NOTIFY",
    "OPTIONS",
    "PATCH",
    "POST",
    "PRACK",
    "PUBLISH",
    "PUT",
    "REFER",
    "REGISTER",
    "SUBSCRIBE",
];

/// Names of that shape that are brands or everyday words.
const BRANDS: &[&str] = &[
    "ActiveSync",
    "ActiveX",
    "AirPlay",
    "AppFabric",
    "AppLocker",
    "AudioCodes",
    "BitLocker",
    "BizTalk",
    "BlackBerry",
    "CodePlex",
    "DirectAccess",
    "DirectX",
    "FaceTime",
    "FireWire",
    "GitHub",
    "GitLab",
    "InfoPath",
    "iPad",
    "iPhone",
    "iPod",
    "iTunes",
    "JavaScript",
    "LinkedIn",
    "MacBook",
    "MessageLabs",
    "NetMeeting",
    "OneDrive",
    "OneNote",
    "OpenType",
    "PayPal",
    "PolyCom",
    "PowerPivot",
    "PowerPoint",
    "PowerShell",
    "QuickTime",
    "RoundTable",
    "SharePoint",
    "SkyDrive",
    "StackOverflow",
    "TechCenter",
    "TechNet",
    "ThinkPad",
    "TypeScript",
    "eXtensible",
    "WebKit",
    "WebSphere",
    "WordPress",
    "YouTube",
];

/// Domains that documentation uses for examples.
const EXAMPLE_NAMES: &[&str] = &[
    "contoso",
    "litware",
    "fabrikam",
    "adatum",
    "northwind",
    "tailspin",
    "woodgrove",
    "treyresearch",
    "example.",
    "kenmyer",
];

const TOP_LEVEL_DOMAINS: &[&str] = &["com", "net", "org", "local", "io", "dev", "edu", "gov"];

/// Types of database columns.
const COLUMN_TYPES: &[&str] = &[
    "bigint",
    "binary",
    "bit",
    "char",
    "date",
    "datetime",
    "datetime2",
    "decimal",
    "float",
    "image",
    "int",
    "money",
    "nchar",
    "ntext",
    "numeric",
    "nvarchar",
    "real",
    "smallint",
    "text",
    "time",
    "tinyint",
    "uniqueidentifier",
    "varbinary",
    "varchar",
    "xml",
];

/// The type that a text begins with where all of it describes a column: `int, not null`.
pub(super) fn column_type(text: &str) -> Option<&str> {
    const LONGEST: usize = 60;
    let text = text.trim_start();
    if text.len() > LONGEST || !text.trim_end().ends_with("null") {
        return None;
    }
    let name = text.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let described = text[name.len()..].starts_with([',', '(', ' ']);
    (described && COLUMN_TYPES.contains(&name)).then_some(name)
}

/// What kind of literal `word` of `text` is, if any.
pub(super) fn classify(text: &str, word: Word) -> Option<Literal> {
    let Word { shape, .. } = word;
    let name = word.of(text);
    if shape.has_accent() || name.len() < 3 {
        return None;
    }
    if shape.is_simple() {
        return simple(name, shape);
    }
    if !shape.has_join() {
        return None;
    }
    if name.starts_with(|c: char| c.is_ascii_digit()) && !is_file(name) {
        return None;
    }
    // "(SAN)/Order": the slash joins two words.
    if name.starts_with('/') && text[..word.start as usize].ends_with(|c: char| c == ')' || c.is_alphanumeric()) {
        return None;
    }
    joined(name, shape)
}

/// Letters and digits alone.
fn simple(name: &str, shape: Shape) -> Option<Literal> {
    let bytes = name.as_bytes();
    if !shape.has_lower() {
        return METHODS.contains(&name).then_some(Literal::Exact);
    }
    if bytes[0].is_ascii_digit() || name.len() < 6 {
        return None;
    }
    let humps = bytes.windows(2).filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase()).count();
    // "FQDNs", "VoIPs": an acronym with an ending.
    let is_acronym = bytes.iter().filter(|byte| byte.is_ascii_lowercase()).count() < 3;
    if humps == 0 || is_acronym {
        return None;
    }
    // "andEdge": a word glued to a name by a lost space.
    let head = name.split(|c: char| c.is_ascii_uppercase()).next().unwrap_or("");
    if matches!(
        head,
        "a" | "an"
            | "and"
            | "as"
            | "at"
            | "by"
            | "for"
            | "from"
            | "in"
            | "is"
            | "of"
            | "on"
            | "or"
            | "see"
            | "the"
            | "to"
            | "with"
    ) {
        return None;
    }
    Some(if BRANDS.iter().any(|brand| name.starts_with(brand)) { Literal::Soft } else { Literal::Exact })
}

/// With joining signs.
fn joined(name: &str, shape: Shape) -> Option<Literal> {
    let bytes = name.as_bytes();
    let contains = |sign: u8| memchr::memchr(sign, bytes).is_some();
    let is_example = || {
        let lower = name.to_ascii_lowercase();
        EXAMPLE_NAMES.iter().any(|example| lower.contains(example))
    };
    if contains(b'\\') || bytes[0] == b'%' && bytes[1..].contains(&b'%') {
        return (name.len() > 3).then(|| if is_example() { Literal::Soft } else { Literal::Folded });
    }
    if contains(b'@') {
        return (bytes[0] != b'@').then(|| if is_example() { Literal::Soft } else { Literal::Folded });
    }
    if bytes[0] == b'$' {
        return bytes[1].is_ascii_alphabetic().then_some(Literal::Folded);
    }
    if is_file(name) {
        return Some(Literal::Folded);
    }
    if name.starts_with("sip:") || name.starts_with("sips:") || name.starts_with("tel:") {
        return Some(if is_example() { Literal::Soft } else { Literal::Folded });
    }
    if bytes[0] == b'/' && bytes[1].is_ascii_alphabetic() && name.len() > 4 && !bytes[1..].contains(&b'/') {
        return Some(Literal::Folded);
    }
    if bytes.len() >= 5
        && bytes[0].is_ascii_uppercase()
        && bytes[1] == b'.'
        && bytes[2..].iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
    {
        // H.264, G.722.1
        return Some(Literal::Exact);
    }
    // "RTCC/4.0.0.0": the name of a program with its version, as it introduces itself.
    if let Some((program, version)) = name.split_once('/')
        && program.len() > 2
        && program.bytes().all(|byte| byte.is_ascii_alphabetic())
        && version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && version.matches('.').count() > 1
    {
        return Some(Literal::Exact);
    }
    let only = |extra: &[u8]| bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || extra.contains(byte));
    if contains(b'_') && only(b"_-./") && bytes[0] != b'/' {
        let letters = bytes.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
        // `_x` may be half of an emphasis; `__finally` is a name.
        let is_whole = (bytes[0] != b'_' || name.starts_with("__")) && !name.ends_with('_');
        return (letters >= 3 && is_whole).then_some(Literal::Exact);
    }
    if contains(b'.') && only(b".-") {
        let last = name.rsplit('.').next().unwrap_or("");
        if TOP_LEVEL_DOMAINS.contains(&last) {
            return Some(if is_example() { Literal::Soft } else { Literal::Folded });
        }
        // "System.Net.Sockets": every part is a name.
        let is_dotted_name =
            shape.has_upper() && name.split('.').all(|part| part.len() > 1 && part.as_bytes()[0].is_ascii_uppercase());
        return (is_dotted_name && name.split('.').count() > 1).then_some(Literal::Exact);
    }
    None
}

fn is_file(name: &str) -> bool {
    let Some((stem, extension)) = name.rsplit_once('.') else { return false };
    // ".js" of "Node.js" is a name's end, not a file's.
    let is_runtime = extension == "js"
        && stem.bytes().all(|byte| byte.is_ascii_alphabetic())
        && stem.starts_with(|c: char| c.is_ascii_uppercase());
    !stem.is_empty()
        && extension.len() < 11
        && !is_runtime
        && EXTENSIONS.binary_search(&extension.to_ascii_lowercase().as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::word;

    #[test]
    fn the_shape_of_a_word_tells_a_literal() {
        let check = |text: &str, expected: Option<Literal>| {
            let mut words = Vec::new();
            word::words(text, &mut words);
            assert_eq!(classify(text, words[0]), expected, "{text}");
        };
        use Literal::{Exact, Folded, Soft};
        check("OAuthTokenIssuer", Some(Exact));
        check("PowerShell", Some(Soft));
        check("FQDNs", None);
        check("MAX_SIZE", Some(Exact));
        check("INVITE", Some(Exact));
        check("DNS", None);
        check("Setup.exe", Some(Folded));
        check("génériques.csv", None);
        check("HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies", Some(Folded));
        check("%SystemDrive%\\inetpub", Some(Folded));
        check("$true", Some(Folded));
        check("H.264", Some(Exact));
        check("pool01.contoso.net", Some(Soft));
        check("and/or", None);
        check("TCP/IP", None);
        check("64-bit", None);
        check("4.0.7577.0", None);
        check("Node.js", None);
        check("RTCC/4.0.0.0", Some(Exact));
        check("and/or", None);
        check("System.Net.Sockets", Some(Exact));
    }

    #[test]
    fn columns_have_types() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(column_type(text), expected, "{text}");
        check("int, not null", Some("int"));
        check("nvarchar(256), null", Some("nvarchar"));
        check("The value is null", None);
        check("int", None);
    }

    #[test]
    fn extensions_are_sorted_for_the_search() {
        assert!(EXTENSIONS.is_sorted());
    }
}

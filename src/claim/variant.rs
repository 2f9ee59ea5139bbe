//! Variants that exclude each other and that pages name in words: editions of products
//! ("Standard Edition", "企业版", "édition Entreprise", the "Datacenter" of "Windows Server
//! 2012 Datacenter"), IPv4 and IPv6, TLS and SSL.
//!
//! The data is `variants.toml`. A variant is a soft claim about a version: a page says
//! "Enterprise pool" for a pool of that edition as well, so that what one side does not
//! call an edition tells nothing. What is told is another variant of the same subject, and
//! one of which the other side has no word at all ([`is_spoken_of`]).

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use serde::Deserialize;

use super::{ClaimKind, Sink};

/// The subject of claims about editions.
pub(crate) const EDITION: &str = "Edition";

/// What every name of a variant has in it, in all languages: most texts have none of these.
const MARKS: &[&str] = &[
    "dition",
    "DITION",
    "dición",
    "dição",
    "dizione",
    "выпуск",
    "редакци",
    "版",
    "エディション",
    "에디션",
    "버전",
    "IPv",
    "IPV",
    "IP v",
    "TLS",
    "SSL",
    "Transport Layer",
    "Secure Socket",
    "传输层",
    "傳輸層",
    "トランスポート層",
    "전송 계층",
    "安全套接",
    "安全通訊端",
    "セキュア ソケット",
    "보안 소켓",
];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Variant {
    subject: String,
    name: String,
    aliases: Vec<String>,
    stems: Vec<String>,
    #[serde(default)]
    bare: Vec<String>,
}

/// The data, compiled once.
struct Variants {
    variants: Vec<Variant>,
    marks: AhoCorasick,
    aliases: AhoCorasick,
    /// The variant of each pattern of `aliases`.
    of_alias: Vec<usize>,
}

impl Variants {
    fn built_in() -> &'static Variants {
        static VARIANTS: OnceLock<Variants> = OnceLock::new();
        VARIANTS.get_or_init(|| {
            #[derive(Deserialize)]
            struct File {
                variant: Vec<Variant>,
            }
            let file: File = toml::from_str(include_str!("variants.toml"))
                .unwrap_or_else(|error| panic!("claim/variants.toml: {error}"));
            let spaced = |alias: &String| [" ", "\u{a0}", "-"].map(|space| alias.replace(' ', space));
            let patterns: Vec<(usize, String)> = file
                .variant
                .iter()
                .enumerate()
                .flat_map(|(index, edition)| {
                    edition.aliases.iter().flat_map(spaced).map(move |pattern| (index, pattern))
                })
                .collect();
            let automaton = |patterns: &mut dyn Iterator<Item = &str>, any_case| {
                AhoCorasickBuilder::new()
                    .ascii_case_insensitive(any_case)
                    .match_kind(MatchKind::LeftmostLongest)
                    .build(patterns)
                    .unwrap_or_else(|error| panic!("claim/variants.toml: {error}"))
            };
            Variants {
                marks: automaton(&mut MARKS.iter().copied(), false),
                aliases: automaton(&mut patterns.iter().map(|(_, pattern)| pattern.as_str()), true),
                of_alias: patterns.iter().map(|(index, _)| *index).collect(),
                variants: file.variant,
            }
        })
    }
}

/// Extracts the variants that a block names. `versions` are where its versions stand.
pub(super) fn extract(text: &str, versions: &[Range<usize>], sink: &mut Sink<'_>) {
    let known = Variants::built_in();
    let mut push = |range: Range<usize>, variant: &Variant| {
        sink.push_soft(ClaimKind::Version, range, &variant.name, &variant.subject);
    };
    for version in versions {
        if let Some((range, edition)) = known.bare_behind(text, version.end) {
            push(range, edition);
        }
    }
    if !known.marks.is_match(text) {
        return;
    }
    for found in known.aliases.find_iter(text) {
        // What is part of a version belongs to it; a product's name alone says nothing of its own.
        let belongs = |version: &Range<usize>| version.start < found.end() && found.start() < version.end;
        let is_part = versions.iter().any(|version| belongs(version) && *version != found.range());
        if !is_part && is_whole(text, found.range()) {
            push(found.range(), &known.variants[known.of_alias[found.pattern().as_usize()]]);
        }
    }
}

impl Variants {
    /// The "Enterprise" of "Windows Server 2008 R2 Enterprise", which ends at `at` before it.
    fn bare_behind(&self, text: &str, at: usize) -> Option<(Range<usize>, &Variant)> {
        let rest = text[at..].strip_prefix([' ', '\u{a0}'])?;
        let start = text.len() - rest.len();
        self.variants.iter().find_map(|edition| {
            let word = edition.bare.iter().find(|word| rest.starts_with(word.as_str()))?;
            let behind = &rest[word.len()..];
            // "Enterprise Voice" and "Standard CAL" are other things.
            let name = behind.trim_start_matches([' ', '\u{a0}', '-']);
            let goes_on = behind.starts_with(|c: char| c.is_alphanumeric() && c.is_ascii())
                || name.starts_with(|c: char| c.is_ascii_uppercase());
            (!goes_on).then(|| (start..start + word.len(), edition))
        })
    }
}

/// Whether a match is a word of its own. In Chinese and Japanese words stand without spaces.
fn is_whole(text: &str, range: Range<usize>) -> bool {
    let is_latin = |c: char| c.is_alphanumeric() && c < '\u{2e80}';
    let first = text[range.clone()].starts_with(is_latin);
    let last = text[range.clone()].ends_with(is_latin);
    let before = text[..range.start].ends_with(is_latin);
    // "Standard Editions", and the endings of other languages.
    let behind = text[range.end..].starts_with(|c: char| is_latin(c) && c != 's');
    // "企业版本": versions of an enterprise. "專業版面": a layout.
    let is_version = text[range.end..].starts_with(['本', '面', '权', '權', '式']);
    let is_part = first && before || last && behind;
    !is_part && !is_version
}

/// Whether claims of this subject are about variants.
pub(crate) fn is_subject(subject: &str) -> bool {
    Variants::built_in().variants.iter().any(|variant| variant.subject == subject)
}

/// Whether a text has a word for a variant, in whatever form and language.
pub(crate) fn is_spoken_of(name: &str, text: &str) -> bool {
    let has = |stem: &str| {
        let begins_word = stem.starts_with(|c: char| c.is_ascii_uppercase());
        let is_word = |at: usize| !begins_word || !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        text.match_indices(stem).any(|(at, _)| is_word(at))
    };
    let variant = Variants::built_in().variants.iter().find(|known| known.name == name);
    variant.is_some_and(|variant| variant.stems.iter().any(|stem| has(stem)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{Values, version, word};

    #[test]
    fn variants_are_read_in_all_languages() {
        let check = |text: &str, expected: &[&str]| {
            let (mut values, mut claims, mut words, mut taken) =
                (Values::default(), Vec::new(), Vec::new(), Vec::new());
            word::words(text, &mut words);
            let mut sink = Sink::new(&mut values, &mut claims, 0, 0);
            version::extract(text, &words, Some('.'), &mut taken, &mut sink);
            extract(text, &taken, &mut sink);
            let variants = claims.iter().filter(|claim| is_subject(values.text(claim.subject)));
            assert_eq!(variants.map(|claim| values.text(claim.value)).collect::<Vec<_>>(), expected, "{text}");
        };
        check("a Standard Edition server or an Enterprise Edition pool", &["Standard Edition", "Enterprise Edition"]);
        check("serveur Standard\u{a0}Edition, édition Entreprise", &["Standard Edition", "Enterprise Edition"]);
        check("运行企业版或标准版的服务器", &["Enterprise Edition", "Standard Edition"]);
        check("企業版伺服器與 Standard Edition 集區", &["Enterprise Edition", "Standard Edition"]);
        check("die Enterprise-Edition und die Standard Edition", &["Enterprise Edition", "Standard Edition"]);
        check("la edición Enterprise o la edición estándar", &["Enterprise Edition", "Standard Edition"]);
        check("a edição Enterprise; l'edizione Standard", &["Enterprise Edition", "Standard Edition"]);
        check("Enterprise エディションと標準版", &["Enterprise Edition", "Standard Edition"]);
        check("엔터프라이즈 에디션 및 표준 에디션", &["Enterprise Edition", "Standard Edition"]);
        check("выпуск Enterprise и выпуск Standard", &["Enterprise Edition", "Standard Edition"]);
        check(
            "Windows Server 2008 R2 Enterprise, or Windows 7 Professional",
            &["Enterprise Edition", "Professional Edition"],
        );
        check("Windows Server 2012 Datacenter 或更高版本", &["Datacenter Edition"]);
        check("数据中心版", &["Datacenter Edition"]);
        check("IPv4 地址与IPv6地址", &["IPv4", "IPv6"]);
        check("通过TLS或安全套接字层 (SSL)", &["TLS", "SSL", "SSL"]);
        check("Secure Socket Layer, then Transport Layer Security", &["SSL", "TLS"]);
        // Other things with such words.
        check("Lync Server 2013 Enterprise Voice and Lync Server 2013 Standard CAL", &[]);
        check("Windows Server 2012 Standardization", &[]);
        check("企业版本控制和标准版面", &[]);
        check("the standard, an enterprise, nonstandard editioning", &[]);
        check("OpenSSL, DTLS and TLSv1", &[]);
    }

    #[test]
    fn what_is_called_otherwise_is_spoken_of() {
        let check = |edition: &str, text: &str, expected: bool| {
            assert_eq!(is_spoken_of(edition, text), expected, "{edition}: {text}");
        };
        check("Enterprise Edition", "pool d’entreprise", true);
        check("Enterprise Edition", "企業集區", true);
        check("Enterprise Edition", "标准版", false);
        check("Standard Edition", "serveur Standard", true);
        check("Standard Edition", "前端伺服器", false);
        check("IPv4", "адрес протокола IP версии 4", true);
        check("IPv4", "IPv6 のアドレス", false);
        check("TLS", "Protokoll der Transportschicht", true);
        check("SSL", "連線使用 TLS", false);
        check("Another Edition", "Another", false);
    }
}
